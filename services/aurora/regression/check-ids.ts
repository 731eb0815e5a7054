// The checks of a regression by their names, for whoever has no report: its form needs typebox, of which a list of commands needs nothing.

export const CHECK_IDS = ['rounds_played', 'prewarmed', 'backfill_408', 'parts_ready', 'compared'] as const;
