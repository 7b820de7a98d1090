/* SPDX-License-Identifier: MIT */
/*
 * The acts: operations on a unit from outside, one table for console, control, scenarios and demo. A row has the name,
 * the arguments, how the act starts, when it is done, how long that may take, and what its errors mean. Nothing here
 * blocks: the caller advances time in its own way.
 *
 *     emu_act_call_init(&call, acts, emu_act_find("dial"));
 *     wrong = emu_act_take_text(&call, 0, "1", 1);           for each argument: number, text, switch
 *     err = emu_act_start(&call);                            checks for missing arguments, and starts
 *     ... advance time, by at most emu_act_wait_us(), until emu_act_is_done()
 *     err = emu_act_finish(&call, RT_OK);                    fills the results
 *     emu_act_call_fini(&call);
 *
 * A new act is one row in table.c and one function; docs of the scenario language get a row in script/act_words.c.
 */
#pragma once
#include <act/acts.h>

#define EMU_ACT_ARGUMENTS_MAX 24u
#define EMU_ACT_RESULTS_MAX   2u
#define EMU_ACT_MESSAGE_MAX   256u
#define EMU_ACT_ADDRESSES_MAX 8u
#define EMU_ACT_TEXT_MAX      1024u /* of a text argument; contents of files may be longer */

struct emu_act_call;

enum emu_act_type {
    EMU_ACT_TEXT,
    EMU_ACT_BYTES,     /* what a file holds: any bytes */
    EMU_ACT_FIELDS,    /* NAME=VALUE&NAME=VALUE, %26 for &: emu_act_put_field() */
    EMU_ACT_NUMBER,    /* min .. max */
    EMU_ACT_SWITCH,    /* false or true; where only words can be written: word(0), word(1) */
    EMU_ACT_WORD,      /* one of the words; its number */
    EMU_ACT_TIME,      /* min .. max, in microseconds; written "200ms", "30s", or as a number of seconds */
    EMU_ACT_PART,      /* of all frames, in thousandths; written true (all), or 0.25 */
    EMU_ACT_ADDRESSES, /* IPv4, with commas between them */
};

/* Without pointers: the loader would write to each of them in every process. */
struct emu_act_argument {
    char name[16];
    char help[96];     /* what to give: errors say "give HELP"; "": one of the words */
    char fallback[40]; /* as text; "": none */
    enum emu_act_type type : 8;
    unsigned words : 8; /* of SWITCH and WORD: emu_act_word(); 0: none */
    bool is_optional;
    int64_t min, max; /* of NUMBER and TIME */
};
/* Of SWITCH and WORD; NULL: no more. */
const char *emu_act_word(const struct emu_act_argument *a, unsigned i);

struct emu_act_value {
    bool is_given;
    int64_t number;   /* of all but texts, and how many addresses there are */
    const char *text; /* of TEXT, BYTES and FIELDS: borrowed until the call is over, NUL-terminated */
    size_t n;
};

/* When an act is done. */
enum emu_act_end {
    EMU_ACT_AT_ONCE, /* it takes no time, and nothing moves */
    EMU_ACT_SETTLED, /* when all that is due in this instant has been done */
    EMU_ACT_AFTER,   /* when limit_us has gone by */
    EMU_ACT_WHEN,    /* when is_done() says so, at the latest after limit_us */
};

struct emu_act_text {
    enum rt_err err;
    char text[108]; /* what is wrong, and what to do */
};

struct emu_act {
    const char *name;
    const char *help; /* one line, with a verb in front */
    const struct emu_act_argument *arguments;
    size_t n_arguments;
    const struct emu_act_argument *results; /* NUMBER, BYTES, TIME */
    size_t n_results;
    enum rt_err (*start)(struct emu_act_call *call);
    enum emu_act_end end;
    uint64_t limit_us;
    bool is_outside;                                  /* it is done to the network, not to the unit */
    bool drives_time;                                 /* if the unit is paused, time advances until the act is done */
    bool (*is_done)(const struct emu_act_call *call); /* of WHEN */
    enum rt_err (*finish)(struct emu_act_call *call, bool is_in_time); /* fills the results; NULL: none */
    const struct emu_act_text *texts;                                  /* err 0 ends them; NULL: none */
};

/* The table. find: NULL, there is none of that name. */
size_t emu_acts_n(void);
const struct emu_act *emu_act_row(size_t i); /* NULL: no more */
const struct emu_act *emu_act_find(const char *name);
/* An emu_nearest() list over the names of the acts, or of an act's arguments. */
const char *emu_act_name(const void *unused, size_t i);
const char *emu_act_argument_name(const void *act, size_t i);
/* -1: the act has none of that name. */
int emu_act_argument_find(const struct emu_act *act, struct rt_str name);

struct emu_browser;
struct emu_act_call {
    struct emu_acts *acts;
    const struct emu_act *act;
    struct emu_act_value value[EMU_ACT_ARGUMENTS_MAX];
    struct emu_act_value result[EMU_ACT_RESULTS_MAX];
    uint32_t address[EMU_ACT_ADDRESSES_MAX];
    uint64_t begun_us;
    enum emu_exit code;                /* after a failure: NO; USAGE: an argument was wrong; ENVIRONMENT */
    char message[EMU_ACT_MESSAGE_MAX]; /* after a failure: what is wrong, and what to do */
    struct rt_buf body;                /* the text of a result */
    struct emu_browser *browser;       /* in the unit's loop; until the call is over */
};

/* One call of an act, whose arguments have no value yet. fini frees what it holds, in every state. */
void emu_act_call_init(struct emu_act_call *call, struct emu_acts *acts, const struct emu_act *act);
void emu_act_call_fini(struct emu_act_call *call);

/* An argument's value. NULL: taken. Else what is wrong with it and what to give, in the call. */
const char *emu_act_take_text(struct emu_act_call *call, size_t argument, const char *text, size_t n);
const char *emu_act_take_number(struct emu_act_call *call, size_t argument, double number);
const char *emu_act_take_switch(struct emu_act_call *call, size_t argument, bool is);
/* Appends a field to the text of an EMU_ACT_FIELDS. RT_ENOMEM, RT_ETOOBIG. */
enum rt_err emu_act_put_field(struct rt_buf *out, struct rt_str name, struct rt_str value);
/* An emu_nearest() list over the words of an argument. */
const char *emu_act_word_at(const void *argument, size_t i);
/* "give wan or lan": into out. */
const char *emu_act_how_to_give(const struct emu_act_argument *a, char out[EMU_ACT_MESSAGE_MAX]);

/* Does it. On failure message and code are set, and nothing was done. */
enum rt_err emu_act_start(struct emu_act_call *call);
/* The virtual time that may pass from the start on. */
uint64_t emu_act_wait_us(const struct emu_act_call *call);
/* Of an act that ends EMU_ACT_WHEN. call: a struct emu_act_call. */
bool emu_act_is_done(void *call);
/* waited: RT_OK when it is done (or its time has gone by), RT_ETIMEDOUT when it is not done in time, else why the
 * waiting ended. On failure message is set. */
enum rt_err emu_act_finish(struct emu_act_call *call, enum rt_err waited);

/* ---- for callers that may wait ---- */

/* Takes the arguments from a line: in the order of the row, or as NAME=VALUE. What is wrong is in message. */
enum rt_err emu_act_take_line(struct emu_act_call *call, char *line);
/* How a line of it looks: "cable wan|lan out|in". */
void emu_act_usage(const struct emu_act *act, char *out, size_t out_size);
/* From the start to the end. */
enum rt_err emu_act_do(struct emu_act_call *call);
/* A whole line, as "dial 1 ****", without results. */
enum rt_err emu_act_do_line(struct emu_acts *a, const char *line);
/* What the outcome of waiting means. */
const char *emu_wait_text(enum rt_err err);
