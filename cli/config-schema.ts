/** The JSON Schema of a configuration file, made of the command's own options. */
import type { Option } from "commander";
import { commandNamed } from "./commands.ts";
import { configurableOptions, isRepeated, typeOf } from "./config.ts";

const schemaOf = (option: Option) => {
  const value = { type: typeOf(option), ...(option.argChoices && { enum: option.argChoices }) };
  return {
    description: option.description,
    ...(isRepeated(option) ? { anyOf: [value, { type: "array", items: value }] } : value),
    ...(option.defaultValue !== undefined && { default: option.defaultValue }),
  };
};

/** Options of one name, such as --store and --no-store, are one key that takes the values of both. */
function propertiesOf(options: readonly Option[]) {
  const names = [...new Set(options.map((option) => option.attributeName()))];
  return Object.fromEntries(
    names.map((name) => {
      const all = options.filter((option) => option.attributeName() === name).map(schemaOf);
      return [name, all.length === 1 ? all[0] : { anyOf: all }];
    }),
  );
}

export function configSchema() {
  const command = commandNamed("run");
  const candidate = command.registeredArguments[0];
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "poolproof.config.json: options of poolproof run",
    type: "object",
    properties: {
      $schema: { type: "string" },
      candidate: { type: "string", description: candidate?.description },
      ...propertiesOf(configurableOptions(command)),
    },
    additionalProperties: false,
  };
}
