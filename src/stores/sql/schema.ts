/** All tables. Flags are 0 or 1, times are Unix seconds, ids are numbers; both databases give them alike. */
// biome-ignore lint/suspicious/noEmptyInterface: the stores fill it table by table
export interface Schema {}
