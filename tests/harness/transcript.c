/* SPDX-License-Identifier: MIT */
#include "test.h"
#include "transcript.h"
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t n_hex(const char *p)
{
    return strspn(p, "0123456789abcdef");
}

/* Does the line fit the pattern? {hex}, {hex8}, {hex16}, {hex32}, {n}. */
bool transcript_fits(const char *pattern, const char *line)
{
    while (*pattern != '\0') {
        unsigned n = 0;
        if (*pattern != '{') {
            if (*pattern++ != *line++) {
                return false;
            }
            continue;
        }
        if (strncmp(pattern, "{n}", 3) == 0) {
            n = (unsigned)strspn(line, "0123456789");
            if (n == 0) {
                return false;
            }
        } else if (strncmp(pattern, "{hex}", 5) == 0) {
            n = (unsigned)n_hex(line);
            if (n < 1 || n > 8 || line[0] == '0') {
                return false;
            }
        } else if (sscanf(pattern, "{hex%u}", &n) != 1 || n_hex(line) != n) {
            return false;
        }
        line += n;
        pattern = strchr(pattern, '}') + 1;
    }
    return *line == '\0';
}

void transcript_expect(const char *file, const char *text)
{
    char row[1024], line[1024];
    bool has_body = false;
    FILE *f = fopen(file, "r");
    assert_non_null(f);
    while (fgets(row, sizeof row, f) != NULL) {
        char *pattern = strchr(row, '\t');
        if (row[0] == '#' || pattern == NULL) {
            continue;
        }
        pattern++;
        pattern[strcspn(pattern, "\n")] = '\0';
        has_body = has_body || pattern[0] == '\0';
        const char *lf = strstr(text, "\r\n");
        assert_non_null(lf);
        (void)snprintf(line, sizeof line, "%.*s", (int)(lf - text), text);
        if (!transcript_fits(pattern, line)) {
            fail_msg("is:     %s\nshould: %s", line, pattern);
        }
        text = lf + 2;
    }
    (void)fclose(f);
    assert_string_equal(text, has_body ? "" : "\r\n"); /* and nothing more */
}
