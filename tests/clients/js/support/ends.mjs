// What a script has started and must end: browsers, servers, programs.

import { after } from "node:test";

const ends = [];

// Registered here, since a hook that another hook registers runs too soon.
after(async () => {
  for (const end of ends.reverse()) await end();
});

/** Has `end` called once all tests of the script are done. */
export function atTheEnd(end) {
  ends.push(end);
}
