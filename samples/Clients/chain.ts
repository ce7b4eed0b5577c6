import type { paths } from "./crmkit";

declare const process: { argv: string[] };
const [base, key] = process.argv.slice(2); // http://localhost:5080/api crm_…

type Json<T> = T extends { content: { "application/json": infer J } } ? J : never;
type Post<P extends keyof paths> = NonNullable<paths[P]["post"]>;
type Body<P extends keyof paths> = Post<P> extends { requestBody?: infer B } ? Json<NonNullable<B>> : never;
type Answer<P extends keyof paths> = Post<P> extends { responses: infer R } ? { [S in keyof R]: S extends 200 | 201 ? Json<R[S]> : never }[keyof R] : never;

async function post<P extends keyof paths>(path: P, body: Body<P>, id = ""): Promise<Answer<P>> {
  const response = await fetch(base + path.replace("{id}", id), {
    method: "POST",
    headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${await response.text()}`); // problem details: test their code
  return response.json();
}

const lead = await post("/leads", { name: "Ada Lovelace", companyName: "Analytical Engines", email: "ada@analytical.example", channel: "web" });
await post("/leads/{id}/stage", { stage: "qualified", note: "Has a budget", values: { score: 80 } }, lead.id);
const opportunity = await post("/leads/{id}/convert", { to: "opportunity" }, lead.id);
await post("/opportunities/{id}/stage", { stage: "won" }, opportunity.target.id);
const contract = await post("/opportunities/{id}/convert", { to: "contract" }, opportunity.target.id);
await post("/contracts/{id}/stage", { stage: "active" }, contract.target.id);
const order = await post("/contracts/{id}/convert", { to: "order" }, contract.target.id);
await post("/orders/{id}/stage", { stage: "delivered" }, order.target.id);
const service = await post("/orders/{id}/convert", { to: "case" }, order.target.id);
console.log(service.target.id);
