/* SPDX-License-Identifier: MIT */
#include <host/colour.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define OFF "\033[0m"

bool emu_is_terminal(FILE *stream)
{
    const char *term = getenv("TERM");
    return term != NULL && term[0] != '\0' && strcmp(term, "dumb") != 0 && isatty(fileno(stream)) != 0;
}

bool emu_has_colour(FILE *stream)
{
    const char *no_colour = getenv("NO_COLOR");
    return (no_colour == NULL || no_colour[0] == '\0') && emu_is_terminal(stream);
}

const char *emu_style_on(FILE *stream, enum emu_style style)
{
    static const char *const on[] = {
        [EMU_STYLE_PLAIN] = "",         [EMU_STYLE_BAD] = "\033[31m",  [EMU_STYLE_WARNING] = "\033[33m",
        [EMU_STYLE_GOOD] = "\033[32m",  [EMU_STYLE_TITLE] = "\033[1m", [EMU_STYLE_ACT] = "\033[36m",
        [EMU_STYLE_HEARD] = "\033[35m", [EMU_STYLE_ASIDE] = "\033[2m",
    };
    return style != EMU_STYLE_PLAIN && emu_has_colour(stream) ? on[style] : "";
}

const char *emu_style_off(FILE *stream, enum emu_style style)
{
    return style != EMU_STYLE_PLAIN && emu_has_colour(stream) ? OFF : "";
}

const char *emu_style_end(const char *on)
{
    return on[0] != '\0' ? OFF : "";
}

const char *emu_clear_line(FILE *stream)
{
    return emu_is_terminal(stream) ? "\r\033[K" : "";
}
