const CIRCLES: Record<string, string> = {
  red_circle: '#d9304f',
  large_red_circle: '#d9304f',
  large_yellow_circle: '#e3b100',
  large_orange_circle: '#e07b16',
  large_green_circle: '#2a9d57',
  large_blue_circle: '#2f7fd1',
  white_circle: '#c9ccd1',
  black_circle: '#3a3d42',
};

const SIGNS: Record<string, { fill: string; path: string }> = {
  white_check_mark: { fill: '#2a9d57', path: 'M5 10.5l3.2 3.2L15 7' },
  heavy_check_mark: { fill: '#2a9d57', path: 'M5 10.5l3.2 3.2L15 7' },
  x: { fill: '#d9304f', path: 'M6 6l8 8M14 6l-8 8' },
  no_entry: { fill: '#d9304f', path: 'M5 10h10' },
  warning: { fill: '#c98a00', path: 'M10 5v6M10 14.2v.1' },
  mag_right: { fill: '#2f7fd1', path: 'M8.5 12.5a4 4 0 1 1 0-8 4 4 0 0 1 0 8zM11.6 11.6L15.5 15.5' },
  lock: { fill: '#7b8794', path: 'M6 10h8v5H6zM7.5 10V8a2.5 2.5 0 0 1 5 0v2' },
  question: { fill: '#7b8794', path: 'M7.4 7.6a2.7 2.7 0 1 1 3.8 2.4c-.8.4-1.2.9-1.2 1.8M10 14.6v.1' },
  hourglass_flowing_sand: { fill: '#7b8794', path: 'M7 5h6M7 15h6M7.5 5c0 5 5 5 5 10M12.5 5c0 5-5 5-5 10' },
};

/** The emoji that carry a verdict, drawn here: a machine without an emoji font (a server, a container) shows boxes. */
export function statusEmoji(name: string) {
  const circle = CIRCLES[name];
  const sign = SIGNS[name];
  if (!circle && !sign) return undefined;
  return (
    <svg className="status-emoji" viewBox="0 0 20 20" role="img" aria-label={name.replaceAll('_', ' ')}>
      <rect x="1" y="1" width="18" height="18" rx={circle ? 9 : 5} fill={circle ?? sign?.fill} />
      {sign && (
        <path
          d={sign.path}
          fill="none"
          stroke="#fff"
          strokeWidth="2.2"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      )}
    </svg>
  );
}
