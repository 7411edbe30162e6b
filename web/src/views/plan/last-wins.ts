// One request at a time: while it is on its way only the last of those that come is kept.

export function lastWins<Asked, Answer>(ask: (asked: Asked) => Promise<Answer>, tell: (answer: Answer, asked: Asked) => void, fail: (why: unknown) => void): (asked: Asked) => void {
  let isBusy = false;
  let next: { asked: Asked } | null = null;
  const send = async (asked: Asked): Promise<void> => {
    isBusy = true;
    try {
      tell(await ask(asked), asked);
    } catch (why) {
      fail(why);
    }
    isBusy = false;
    if (next) {
      const { asked: waiting } = next;
      next = null;
      void send(waiting);
    }
  };
  return (asked) => {
    if (isBusy) next = { asked };
    else void send(asked);
  };
}
