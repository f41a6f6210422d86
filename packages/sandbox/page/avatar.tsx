import type { Person } from './protocol.ts';

/** Initials on the person's colour; the app gets a pulse line. Decorative: the name always stands beside it. */
export function Avatar({ person, size = 36 }: { person: Person; size?: number }) {
  const initials = person.real_name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => word.charAt(0).toUpperCase())
    .join('');
  const background = person.role === 'bot' ? '#0b7a75' : colorOf(person);
  return (
    <svg className="avatar" viewBox="0 0 36 36" width={size} height={size} aria-hidden="true">
      <rect width="36" height="36" rx="8" fill={background} />
      {person.role === 'bot' ? (
        <path
          d="M4 19h7l3-8 5 15 4-10 2 3h7"
          fill="none"
          stroke="#fff"
          strokeWidth="2.4"
          strokeLinejoin="round"
          strokeLinecap="round"
        />
      ) : (
        <text x="18" y="18" dy=".36em" textAnchor="middle" fontSize="14" fontWeight="700" fill="#fff">
          {initials}
        </text>
      )}
    </svg>
  );
}

function colorOf(person: Person): string {
  const color = person.color?.replace(/^#?/, '#') ?? '';
  return /^#[0-9a-f]{6}$/i.test(color) ? color : '#5b6b8c';
}
