// Evaluates a chain as Python wrote it: exact integers and no shape rules, so both always agree to the last digit.

const OPERATORS = {
  "+": (operands) => operands.reduce((sum, one) => sum + one, 0n),
  "*": (operands) => operands.reduce((product, one) => product * one, 1n),
  "//": ([dividend, divisor]) => dividend / divisor,
  "%": ([dividend, divisor]) => dividend % divisor,
  "-": ([whole, part]) => (whole > part ? whole - part : 0n),
  min: ([one, other]) => (one < other ? one : other),
};
const RELATIONS = { "==": (a, b) => a === b, "<=": (a, b) => a <= b, ">=": (a, b) => a >= b };

/** The value of an expression: digits, the name of an input, or an operator with its operands. */
export function value(expression, inputs) {
  if (typeof expression === "string") return /^\d/.test(expression) ? BigInt(expression) : inputs[expression];
  const [operator, ...operands] = expression;
  return OPERATORS[operator](operands.map((one) => value(one, inputs)));
}

/** Values of everything in a chain that is a quantity, in the chain's own form; what is unknown stays so. */
export function evaluated(part, inputs) {
  if (Array.isArray(part)) return part.map((one) => evaluated(one, inputs));
  if (part === null || typeof part !== "object") return part;
  if ("unknown" in part) return part;
  if ("expression" in part) return { ...part, value: value(part.expression, inputs) };
  return Object.fromEntries(Object.entries(part).map(([key, one]) => [key, evaluated(one, inputs)]));
}

const holds = (condition, inputs) =>
  condition.any_of.some(({ left, relation, right }) => RELATIONS[relation](value(left, inputs), value(right, inputs)));

/**
 * A chain for given inputs (BigInt by name; what is left out takes its default).
 * `errors` holds why there is no such trace; then there are no steps.
 */
export function trace(chain, given = {}) {
  const inputs = Object.fromEntries(chain.inputs.map((one) => [one.name, given[one.name] ?? BigInt(one.default)]));
  const broken = chain.conditions.filter((condition) => !holds(condition, inputs));
  const messages = (level) => broken.filter((one) => one.level === level).map((one) => one.message);
  const errors = messages("error");
  if (errors.length) return { inputs, errors };
  return {
    inputs,
    errors,
    steps: evaluated(chain.steps, inputs),
    totals: evaluated(chain.totals, inputs),
    notes: [...chain.unconditional_notes, ...messages("note")],
  };
}
