// Answers, for asyoutype_test.go, how Google's AsYouTypeFormatter shows
// numbers as they are typed. The first line of standard input is the metadata
// to use, so that it is the same on both sides whatever this package carries:
// {"countryCodeToRegionCodeMap": {"1": ["US", …]}, "countryToMetadata":
// {"US": […]}} in the package's own form. Every other line is a question,
// [region, input, caret]; the caret stands behind so many characters. The
// answer is a line [[text, caret], …], one pair for each character typed.
"use strict";

const readline = require("node:readline");
const library = require("google-libphonenumber");

let started = false;
const lines = readline.createInterface({ input: process.stdin, crlfDelay: Infinity });
lines.on("line", (line) => {
  const message = JSON.parse(line);
  if (!started) {
    Object.assign(library.metadata, message);
    started = true;
    return;
  }
  const [region, input, caret] = message;
  const formatter = new library.AsYouTypeFormatter(region);
  const answer = [...input].map((c, i) => {
    let text;
    try {
      text = i + 1 === caret ? formatter.inputDigitAndRememberPosition(c) : formatter.inputDigit(c);
    } catch (error) {
      return [`${error}`, -1];
    }
    return [text, formatter.getRememberedPosition()];
  });
  process.stdout.write(`${JSON.stringify(answer)}\n`);
});
