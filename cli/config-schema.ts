/** The JSON Schema of a configuration file, made of the command's own options. */
import type { Command, Option } from "commander";
import { configurableOptions, isRepeated, typeOf } from "./config.ts";
import { runCommand } from "./run.ts";

const schemaOf = (option: Option) => {
  const value = { type: typeOf(option), ...(option.argChoices && { enum: option.argChoices }) };
  return {
    description: option.description,
    ...(isRepeated(option) ? { anyOf: [value, { type: "array", items: value }] } : value),
    ...(option.defaultValue !== undefined && { default: option.defaultValue }),
  };
};

export function configSchema(command: Command = runCommand()) {
  const candidate = command.registeredArguments[0];
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "poolproof.config.json: options of poolproof run",
    type: "object",
    properties: {
      $schema: { type: "string" },
      candidate: { type: "string", description: candidate?.description },
      ...Object.fromEntries(
        configurableOptions(command).map((option) => [option.attributeName(), schemaOf(option)]),
      ),
    },
    additionalProperties: false,
  };
}
