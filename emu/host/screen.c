/* SPDX-License-Identifier: MIT */
#include <host/screen.h>
#include <sys/ioctl.h>
#include <termios.h>

bool emu_screen_size(FILE *stream, struct emu_screen *out)
{
    struct winsize size;
    *out = (struct emu_screen){.columns = 80, .rows = 24};
    if (ioctl(fileno(stream), TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) {
        return false;
    }
    *out = (struct emu_screen){.columns = size.ws_col, .rows = size.ws_row};
    return true;
}

void emu_screen_clear_from(FILE *stream, unsigned rows_up)
{
    if (rows_up > 0) {
        (void)fprintf(stream, "\033[%uA", rows_up);
    }
    (void)fputs("\r\033[J", stream);
}

void emu_screen_keep_bottom(FILE *stream, const struct emu_screen *s)
{
    /* The line feed makes room if the cursor is in the last row; setting the region moves the cursor, hence save and
     * restore: of a place inside the region, because some terminals restore no other. */
    (void)fprintf(stream, "\n\033[1A\0337\033[1;%ur\0338", s->rows - 1);
}

void emu_screen_give_bottom(FILE *stream, const struct emu_screen *s)
{
    (void)fprintf(stream, "\0337\033[r\033[%u;1H\033[K\0338", s->rows);
}

void emu_screen_draw_bottom(FILE *stream, const struct emu_screen *s, const char *text)
{
    (void)fprintf(stream, "\0337\033[%u;1H%s\033[K\0338", s->rows, text);
}
