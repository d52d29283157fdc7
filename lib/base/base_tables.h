/*
 * Inside base: the generated Unicode tables, all sorted by code point.
 */
#ifndef TK_BASE_TABLES_H
#define TK_BASE_TABLES_H

#include <stddef.h>
#include <stdint.h>

/* count characters, step apart from first, fold to to, to + advance, ...; to 0: they vanish. */
struct fold_run {
	uint32_t first;
	uint16_t count;
	uint32_t to;
	uint8_t step, advance;
};
extern const struct fold_run fold_runs[];
extern const size_t fold_runs_n;

/* Characters that fold to several: the character, what it folds to, "|". */
extern const char fold_words[];
extern const size_t fold_words_len;

struct width_range {
	uint32_t first, last;
};
extern const struct width_range width_zero[], width_wide[];
extern const size_t width_zero_n, width_wide_n;

#endif
