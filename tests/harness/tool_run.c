/* SPDX-License-Identifier: MIT */
#include <harness/tool_run.h>
#include <harness/test.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define OUTPUT_MAX (4u * 1024u * 1024u)
#define WORD_MAX   2048u

void tool_run_open(struct tool_run *run)
{
    run->code = -1;
    rt_buf_init(&run->out, OUTPUT_MAX);
    rt_buf_init(&run->err, OUTPUT_MAX);
}

void tool_run_close(struct tool_run *run)
{
    rt_buf_fini(&run->out);
    rt_buf_fini(&run->err);
}

/* A file without a name in place of a descriptor; returns what stood there. */
static int redirect(int fd, FILE **file)
{
    int saved = dup(fd);
    *file = tmpfile();
    assert_true(saved >= 0 && *file != NULL);
    assert_int_equal(dup2(fileno(*file), fd), fd);
    return saved;
}

static void restore(int fd, int saved, FILE *file, struct rt_buf *text)
{
    char piece[4096];
    assert_int_equal(dup2(saved, fd), fd);
    assert_int_equal(close(saved), 0);
    rt_buf_clear(text);
    rewind(file);
    for (size_t n; (n = fread(piece, 1, sizeof piece, file)) > 0;) {
        assert_int_equal(rt_buf_put(text, piece, n), RT_OK);
    }
    (void)fclose(file);
}

void tool_run(struct tool_run *run, const struct emu_command *command, const char *const *words)
{
    static char copies[TOOL_RUN_WORDS_MAX][WORD_MAX]; /* commands may move the words around */
    char *argv[TOOL_RUN_WORDS_MAX + 1] = {NULL};
    FILE *out, *err;
    int argc = 0;
    for (; words[argc] != NULL; argc++) {
        assert_true(argc < TOOL_RUN_WORDS_MAX && strlen(words[argc]) < WORD_MAX);
        memcpy(copies[argc], words[argc], strlen(words[argc]) + 1);
        argv[argc] = copies[argc];
    }
    (void)fflush(stdout);
    (void)fflush(stderr);
    int saved_out = redirect(STDOUT_FILENO, &out), saved_err = redirect(STDERR_FILENO, &err);
    run->code = emu_command_run(command, "", argc, argv);
    (void)fflush(stdout);
    (void)fflush(stderr);
    restore(STDOUT_FILENO, saved_out, out, &run->out);
    restore(STDERR_FILENO, saved_err, err, &run->err);
}
