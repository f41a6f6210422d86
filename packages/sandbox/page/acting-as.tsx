import { Avatar } from './avatar.tsx';
import type { Person } from './protocol.ts';

interface Props {
  people: Person[];
  me: Person;
  onActAs: (id: string) => void;
}

/** Who clicks and types. Radio buttons, so arrow keys and screen readers treat it as the one choice it is. */
export function ActingAs({ people, me, onActAs }: Props) {
  return (
    <fieldset className="acting-as">
      <legend>Acting as</legend>
      {people.map((person) => (
        <label
          key={person.id}
          className={person.id === me.id ? 'person is-me' : 'person'}
          data-testid={`act-as-${person.id}`}
          title={`${person.real_name}, ${describe(person)}`}
        >
          <input
            type="radio"
            name="acting-as"
            value={person.id}
            checked={person.id === me.id}
            onChange={() => onActAs(person.id)}
          />
          <Avatar person={person} size={24} />
          <span className="person-name">
            {person.name}
            <small>{describe(person)}</small>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

const describe = (person: Person) => person.title ?? (person.role === 'guest' ? 'guest' : 'member');
