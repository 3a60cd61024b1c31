// Reference pages from the schemas: field, type, default, meaning, example.
export function referencePages(schema) {
  return [];
}
