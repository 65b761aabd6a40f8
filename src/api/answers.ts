/** Names of the answers' schemas, which only the document needs: it loads them when it is asked for. */
export type AnswerName = keyof typeof import('./answer-schemas.ts').answerSchemas;
