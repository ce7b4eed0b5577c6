// Reads an OpenAPI document; writes what is wrong with it and with the examples in it, a line each.
import { Validator } from "@seriousme/openapi-schema-validator";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { readFileSync } from "node:fs";

const document = JSON.parse(readFileSync(0, "utf8"));
const structure = await new Validator().validate(structuredClone(document));
if (!structure.valid) console.log("document: " + JSON.stringify(structure.errors).slice(0, 2000));

const ajv = new Ajv2020.default({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema({ $id: "crmkit:document", components: document.components });
const check = (where, pointer, example) => {
  const validate = ajv.getSchema("crmkit:document" + pointer);
  if (!validate(example)) console.log(`${where}: ${ajv.errorsText(validate.errors)}`);
};
for (const [name, schema] of Object.entries(document.components.schemas)) {
  if (!schema.examples?.length) console.log(`${name}: no example`);
  for (const example of schema.examples ?? []) check(name, `#/components/schemas/${name}`, example);
}
for (const [name, response] of Object.entries(document.components.responses ?? {}))
  for (const media of Object.values(response.content ?? {})) if (media.example) check(name, media.schema.$ref, media.example);
