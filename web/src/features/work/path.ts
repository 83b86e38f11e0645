/** Where an agent's commands go, under /api. */
export const WORK = '/work';
