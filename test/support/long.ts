/** The long form, `npm run test:long`: what takes minutes and rarely fails alone. */
export const isLong = Boolean(process.env.LONG);
