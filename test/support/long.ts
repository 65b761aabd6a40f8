/** The long form, `npm run test:long`: what takes minutes and rarely fails alone. */
export const isLong = Boolean(process.env.LONG);

/** For `skip`: another of the same is in the short form. */
export const onlyLong = !isLong && 'one of several of its kind: `npm run test:long`';
