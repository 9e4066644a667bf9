/** A Lambda function as its ARN names it. */
export interface FunctionArn {
  readonly arn: string;
  readonly region: string;
  readonly name: string;
}

/** Neither a dot nor a slash in a name: it can't lead out of the folder of functions. */
const FUNCTION_ARN =
  /^arn:aws[a-z-]*:lambda:([a-z0-9-]+):\d{12}:function:([A-Za-z0-9_-]{1,140})(?::[A-Za-z0-9_$.-]{1,129})?$/;

/** Undefined where the text is not a function's ARN; the qualifier counts for nothing here. */
export function parseFunctionArn(arn: string): FunctionArn | undefined {
  const [, region, name] = FUNCTION_ARN.exec(arn) ?? [];
  return region === undefined || name === undefined ? undefined : { arn, region, name };
}
