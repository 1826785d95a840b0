/** A JSON Schema of draft 7: the keywords that the scripts access. */
export interface Schema {
  [keyword: string]: unknown;
  properties?: { [name: string]: Schema };
  definitions?: { [name: string]: Schema };
}
