/** Whether every database keeps and finds a text just as it is: PostgreSQL takes no NUL, and UTF-8 no lone surrogate. */
export const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes("\0");
