// Reads { secret, headers, body, now } per line, and says of each whether the reference library for Standard Webhooks takes it at that time.
import { createInterface } from "node:readline";
import { Webhook } from "standardwebhooks";

for await (const line of createInterface({ input: process.stdin })) {
  const { secret, headers, body, now } = JSON.parse(line);
  Date.now = () => now * 1000;
  try {
    const event = new Webhook(secret).verify(body, headers);
    console.log(`taken ${event.type}`);
  } catch (failure) {
    console.log(`refused ${failure.message}`);
  }
}
