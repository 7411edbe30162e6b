import { Overview } from "./overview";

export const Data = Overview;
