// Choice of turns: whether a pause or a button ends an answer.

export function Turns({ manual, choose }: { manual: boolean; choose: (manual: boolean) => void }) {
  const ways = [
    { value: false, title: "When I pause", text: "The interviewer waits for two seconds of silence." },
    { value: true, title: "When I press Done", text: "Think, pause or stutter as long as you like." },
  ];
  return (
    <fieldset className="card">
      <legend className="vh">When have you finished speaking?</legend>
      <h2 aria-hidden="true">When have you finished speaking?</h2>
      {ways.map(({ value, title, text }) => (
        <label className="pick" key={title}>
          <input type="radio" name="turns" checked={manual === value} onChange={() => choose(value)} />
          <span>
            {title}
            <span className="small dim stack">{text}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
