export const handler = (_event, _context, callback) => callback(new Error("called back"));
