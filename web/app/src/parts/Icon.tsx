// Icons: strokes on a grid of 20, in the colour of the text; they say nothing that the words beside them do not.

const SHAPES = {
  home: "M3.5 9.5 10 4l6.5 5.5V16a.5.5 0 0 1-.5.5h-3.8v-4.7H7.8v4.7H4a.5.5 0 0 1-.5-.5z",
  progress: "M3 16.5h14M4 12.5l3.6-4 3.2 2.6L16 5",
  plan: "M4 5v10M8 5v10M12 5v10M16 11v4",
  data:
    "M10 3c3.6 0 6 .9 6 2.2S13.6 7.5 10 7.5 4 6.5 4 5.2 6.4 3 10 3zM4 5.2v9.5C4 16 6.4 17 10 17s6-1 6-2.3V5.2M4 10c0 1.3 2.4 2.3 6 2.3s6-1 6-2.3",
  add: "M10 4v12M4 10h12",
  clock: "M10 2.8a7.2 7.2 0 1 1 0 14.4 7.2 7.2 0 0 1 0-14.4zM10 6v4.2l2.7 1.8",
  forward: "M7.5 4.5 13 10l-5.5 5.5",
  back: "M12.5 4.5 7 10l5.5 5.5",
  microphone:
    "M10 3a2.3 2.3 0 0 1 2.3 2.3v4a2.3 2.3 0 0 1-4.6 0v-4A2.3 2.3 0 0 1 10 3zM5 9.3a5 5 0 0 0 10 0M10 14.3V17",
  edit: "M4 16l.8-3.5L13 4.3l2.7 2.7-8.2 8.2zM11.3 6l2.7 2.7",
  delete: "M3.5 5.5h13M8 5.5V3.5h4v2M5.2 5.5l.8 11.3h8l.8-11.3",
  stop: "M5.5 5.5h9v9h-9z",
  warning: "M10 3.5 17.2 16H2.8zM10 8.2v3.6M10 14h0",
  again: "M15.8 8A6.2 6.2 0 1 0 16 12.3M16 3.8V8h-4.2",
  check: "M4 10.5l4 4 8-9",
  minus: "M5 10h10",
  file: "M5 2.8h6.2L15.2 7v10.2H5zM11 3v4.2h4",
  hourglass:
    "M5.5 3.5h9M5.5 16.5h9M6.5 3.5c0 4 3.5 4.3 3.5 6.5 0-2.2 3.5-2.5 3.5-6.5M6.5 16.5c0-4 3.5-4.3 3.5-6.5 0 2.2 3.5 2.5 3.5 6.5",
  keyboard: "M2.5 5.5h15v9h-15zM5.5 8.5h0M8.5 8.5h0M11.5 8.5h0M14.5 8.5h0M6.5 11.7h7",
  close: "M5 5l10 10M15 5 5 15",
  speaker: "M3.5 8v4h3l4 3.5v-11l-4 3.5zM13.5 7.2a4 4 0 0 1 0 5.6",
  headphones: "M3.5 13v-2.5a6.5 6.5 0 0 1 13 0V13M3.5 12.5h3v4.3h-3zM13.5 12.5h3v4.3h-3z",
  connection: "M3 8.2a10.5 10.5 0 0 1 14 0M5.5 11.2a6.8 6.8 0 0 1 9 0M10 15h0",
  download: "M10 3v10M5.8 9 10 13.2 14.2 9M3.5 16.8h13",
  copy: "M7 7h9.5v9.5H7zM13 7V3.5H3.5V13H7",
} as const;

export type IconName = keyof typeof SHAPES;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="ic" viewBox="0 0 20 20" aria-hidden="true">
      <path d={SHAPES[name]} />
    </svg>
  );
}
