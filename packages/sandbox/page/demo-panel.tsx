import { useState } from 'react';
import { OutsideLink } from './blocks/rich.tsx';
import { refreshDemo, usePageState } from './page-store.ts';
import type { ActResult, DemoService } from './protocol.ts';
import { useRemembered } from './remembered.ts';
import { breakService, mendService } from './server-link.ts';
import { SlackFaults } from './slack-faults.tsx';
import { Tour } from './tour.tsx';

const SHUT = 'closed';

/** The real demo services: their health, and buttons that really break and mend them. */
export function DemoPanel() {
  const { demo } = usePageState();
  const [shown, show] = useRemembered('demo', matchMedia('(min-width: 800px)').matches ? 'services' : SHUT);
  if (!demo) return null;
  const toggle = (name: string) => show(shown === name ? SHUT : name);
  return (
    <section className="demo" aria-label="Demo services">
      <Tour demo={demo} />
      <div className="demo-head">
        <button type="button" aria-expanded={shown === 'services'} onClick={() => toggle('services')}>
          <span aria-hidden="true">{shown === 'services' ? '▾' : '▸'}</span>
          <b>Demo services</b>
          {demo.services.map((service) => (
            <span key={service.name} className="demo-summary">
              <Health service={service} /> {service.name}
            </span>
          ))}
        </button>
        <span className="muted demo-note">real processes on this machine; each button does what it says</span>
        <button type="button" aria-expanded={shown === 'slack'} onClick={() => toggle('slack')}>
          <span aria-hidden="true">{shown === 'slack' ? '▾' : '▸'}</span>
          Slack on a bad day
        </button>
      </div>
      {shown === 'services' && (
        <div className="demo-services">
          {demo.services.map((service) => (
            <ServiceCard key={service.name} service={service} />
          ))}
        </div>
      )}
      {shown === 'slack' && <SlackFaults />}
    </section>
  );
}

function Health({ service }: { service: DemoService }) {
  const text = service.healthy ? 'healthy' : `failing: ${service.reason ?? 'no healthy answer'}`;
  return (
    <span className={`dot ${service.healthy ? 'good' : 'bad'}`} role="img" aria-label={text} title={text} />
  );
}

function invitation({ name, told }: DemoService): string {
  return told === undefined
    ? `Choose a breakage, then ask /diagnose ${name}`
    : `Choose a breakage: within 15 s Resus sees it and tells ${told}; or ask /diagnose ${name}`;
}

/** What a button will do is told before it is pressed (pointer or focus), what is broken now is told after. */
function ServiceCard({ service }: { service: DemoService }) {
  const [busy, setBusy] = useState<string>();
  const [outcome, setOutcome] = useState<string>();
  const [hinted, setHinted] = useState<string>();
  const run = async (what: string, done: string, call: () => Promise<ActResult>) => {
    setBusy(what);
    setOutcome(undefined);
    const result = await call();
    await refreshDemo();
    setBusy(undefined);
    setOutcome(result.ok ? done : `That did not work: ${result.error ?? 'unknown_error'}`);
  };
  const active = service.faults.filter((fault) => fault.active);
  const hint = service.faults.find((fault) => fault.id === hinted)?.explains;
  const failing = service.healthy ? '' : `Failing: ${service.reason ?? 'no healthy answer'}. `;
  const broken = active.map((fault) => fault.explains ?? fault.title).join(' ');
  const status = failing + broken;
  return (
    <div className="demo-service" data-testid={`demo-${service.name}`} data-healthy={service.healthy}>
      <p className="demo-title">
        <Health service={service} /> <strong>{service.title}</strong> <code>{service.name}</code>{' '}
        <OutsideLink url={service.url}>{service.url}</OutsideLink>
      </p>
      <div className="demo-buttons">
        {service.faults.map((fault) => (
          <button
            key={fault.id}
            type="button"
            className={`button fault ${fault.active ? 'is-active' : ''}`}
            aria-pressed={fault.active}
            disabled={busy !== undefined}
            data-testid={`demo-${service.name}-${fault.id}`}
            title={fault.explains}
            onMouseEnter={() => setHinted(fault.id)}
            onMouseLeave={() => setHinted(undefined)}
            onFocus={() => setHinted(fault.id)}
            onBlur={() => setHinted(undefined)}
            onClick={() => void run(fault.id, '', () => breakService(service.name, fault.id))}
          >
            {busy === fault.id && <span className="spinner" aria-hidden="true" />}
            {fault.title}
          </button>
        ))}
        <button
          type="button"
          className="button mend"
          disabled={busy !== undefined}
          data-testid={`demo-${service.name}-mend`}
          title={service.mends ?? 'Undoes every breakage of this service and starts it again'}
          onClick={() =>
            void run('mend', 'Mended: every breakage is undone.', () => mendService(service.name))
          }
        >
          {busy === 'mend' && <span className="spinner" aria-hidden="true" />}
          Mend
        </button>
      </div>
      <p className="demo-hint" role="status">
        {hint ? `Will do: ${hint}` : outcome || status || invitation(service)}
      </p>
    </div>
  );
}
