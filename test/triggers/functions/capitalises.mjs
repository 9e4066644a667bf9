/** Gives its event back as a serializer of another language would: every member in upper camel case. */
export const handler = async (event) => capitalised(event);

const capitalised = (value) =>
  typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value).map(([name, member]) => [capital(name), capitalised(member)]))
    : value;

const capital = (name) => name.charAt(0).toUpperCase() + name.slice(1);
