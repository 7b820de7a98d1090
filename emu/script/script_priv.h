/* SPDX-License-Identifier: MIT */
/* What the parts of a running scenario share. Used by emu/script only. */
#pragma once
#include <script/script.h>
#include <script/log.h>
#include <script/stage.h>
#include <script/words.h>
#include <act/act.h>
#include <host/signals.h>
#include <unit/loop.h>
#include <fileserver/fileserver.h>
#include <board/fxs.h>
#include <rt/log.h>
#include <rt/buf.h>

struct fw_schema;
struct lua_State;
struct emu_scn_keep;

#define SCN_PEERS_MAX  16  /* as the provider has telephones */
#define SCN_NUMBER_MAX 32u /* of one, with its NUL */

/* Each watch has its own cursor in the log, so the order in which two watches are used does not matter: one for each
 * signal (trace), and these. */
enum {
    SCN_STREAM_EAR_1 = EMU_SIGNALS_MAX,
    SCN_STREAM_EAR_2,
    SCN_STREAM_RING_1,
    SCN_STREAM_RING_2,
    SCN_STREAM_SYSLOG,
    SCN_STREAM_REQUESTS,
    SCN_STREAM_LED,
    SCN_STREAM_PEER = SCN_STREAM_LED + 8,
    SCN_N_STREAMS = SCN_STREAM_PEER + SCN_PEERS_MAX
};

enum scn_mode { SCN_PLAN, SCN_RUN };

/* A list that a script asks for, and how far it is read: see seen.c. */
struct scn_list {
    int ref;       /* table of all rows; 0: not yet */
    size_t cursor; /* into the log's events of the lab */
    int64_t n;     /* rows */
};

/* The keys that were pressed, and where the handset went down in between: see since.c. */
struct scn_hands {
    size_t cursor;
    struct rt_buf keys[BOARD_N_FXS];   /* characters, a line feed for the handset */
    struct rt_buf places[BOARD_N_FXS]; /* of each, its event: a size_t */
};

struct emu_scn {
    const struct emu_scn_job *job;
    struct emu_scn_result *result;
    struct emu_scn_plan *plan; /* with SCN_PLAN */
    enum scn_mode mode;
    struct lua_State *lua;
    /* the fence */
    size_t n_bytes;
    size_t n_given; /* of files and answers that the provider holds */
    size_t n_printed;
    uint64_t n_instructions;
    uint64_t begun_real_us;
    bool is_refused; /* memory was asked for and not given; the collector may still help */
    /* the scenario looked for */
    bool is_found, is_begun;
    bool did_touch; /* planning: the file would touch a unit now */
    bool is_in_callback;
    int n_depth; /* of require */
    size_t n_registered;
    /* the unit, made at the first use */
    struct emu_unit *unit;
    bool is_shown; /* in a window */
    struct emu_acts acts;
    struct emu_scn_log log;
    struct emu_scn_keep *keep;
    size_t cursor[SCN_N_STREAMS];
    char peers[SCN_PEERS_MAX][SCN_NUMBER_MAX]; /* numbers of the telephones that the script has; "": none */
    struct scn_list requests, lines;
    struct scn_hands hands;
    struct scn_copy *copy;               /* of a unit that is off, for its parameters; NULL: none */
    size_t since;                        /* the first event that heard(), dialled() and visited() count */
    const struct emu_stage_owner *owner; /* of a stage; NULL: a scenario */
    int answers_ref;                     /* table of computed answers: path -> function */
};

/* watch.c: the copy of a unit that is off is old now. */
void scn_params_forget(struct emu_scn *s);

/* ---- lua.c: the fence ---- */

struct emu_scn *scn_of(struct lua_State *L);
/* A state with the fence around it; NULL: no memory. */
struct lua_State *scn_lua_open(struct emu_scn *s);
/* Runs the function on the stack with n arguments, protected. False: the verdict is set. n_results as lua_pcall. */
bool scn_lua_call(struct emu_scn *s, int n_arguments, int n_results);
/* After the provider was given something: is it all within the limit of memory? */
void scn_check_given(struct lua_State *L);
/* Loads the file as a function on the stack. False: the verdict is set. */
bool scn_lua_load(struct emu_scn *s, const char *path);
/* Ends the scenario with this verdict; the text names the line of the script. Does not return. */
int scn_stop(struct lua_State *L, enum emu_scn_verdict verdict, const char *format, ...)
    __attribute__((format(printf, 3, 4), noreturn));
/* The verdict without leaving: for callbacks, which return to the loop. The first one counts. */
void scn_set_verdict(struct emu_scn *s, enum emu_scn_verdict verdict, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Leaves when a verdict was set meanwhile. */
void scn_check(struct lua_State *L);
/* "file:line: " of the script's line that is running, in a static place of the state. */
void scn_where(struct lua_State *L, struct rt_buf *out);

/* ---- text.c: values as text, without addresses ---- */

/* The boolean on the top of the stack, the value of that key; in Lua every text is true, "no" too. */
bool scn_switch(struct lua_State *L, const char *key);
/* As luaL_tolstring. */
const char *scn_push_text(struct lua_State *L, int index, size_t *n);
int scn_own_tostring(struct lua_State *L);
int scn_own_format(struct lua_State *L); /* upvalue: string.format */
/* require.c: a file of the scenario's folder, once. */
int scn_own_require(struct lua_State *L);

/* ---- api.c: the words of the language ---- */

extern const struct scn_object scn_globals, scn_phone, scn_power, scn_cable, scn_led, scn_param, scn_syslog, scn_trace,
    scn_lab, scn_peer, scn_web;
extern const struct scn_object *const scn_objects[];
extern const size_t scn_n_objects;

void scn_api_open(struct lua_State *L);
/* The number of the member that a method was called on. */
unsigned scn_self(struct lua_State *L, const struct scn_object *object);
/* Pushes a made one; its number is what scn_self() gives. */
void scn_push_made(struct lua_State *L, const struct scn_object *object, unsigned number);
/* The telephone of that number as an object, on the stack: peer.c. */
int scn_push_peer(struct lua_State *L, const char *number);
/* Words that are near to a wrong one, for the error: "did you mean 'x'? " or "". */
const char *scn_near(struct lua_State *L, const char *wrong, const char *const *words);

/* ---- hearing.c ---- */

#define SCN_HEARING_MAX 256u
struct scn_hearing {
    unsigned telephone; /* 1, 2; 0: either */
    enum { SCN_HEAR_EXACT, SCN_HEAR_SPELLED, SCN_HEAR_WORDS, SCN_HEAR_PITCH, SCN_HEAR_RING } kind;
    unsigned hz;                /* of PITCH */
    char text[SCN_HEARING_MAX]; /* as the event has it */
};
/* "dial tone", "tone dial", "880 Hz", "silence", "192.168.1.100", "main_menu", "Invalid option." */
void scn_hearing_parse(struct lua_State *L, struct scn_hearing *h, const char *what);
/* scn_match_fn: is the event one of this telephone's ear, and the one that is looked for? */
bool scn_is_of_ear(const void *what, const struct board_event *e);
bool scn_is_heard(const void *what, const struct board_event *e);

/* ---- since.c: what was heard, dialled and visited so far ---- */

int scn_global_heard(struct lua_State *L);
int scn_global_dialled(struct lua_State *L);
int scn_global_visited(struct lua_State *L);
void scn_hands_fini(struct emu_scn *s);

/* ---- fact.c ---- */

int scn_global_fact(struct lua_State *L);

/* ---- check.c: watching ---- */

/* The unit; made with the factory's state when there is none yet. Counts a step. */
struct emu_unit *scn_touch(struct lua_State *L);
/* The same, and refuses inside conditions and answers, which only look. */
struct emu_unit *scn_act(struct lua_State *L);
uint64_t scn_duration(struct lua_State *L, int index);
/* A table of options at index, or nothing: {within = "20s"}. */
uint64_t scn_within(struct lua_State *L, int index, uint64_t fallback_us);
/* Advances time until is_done, by at most this much. Leaves the function when the scenario ends. True: is_done. */
bool scn_wait(struct lua_State *L, uint64_t us, bool (*is_done)(void *ctx), void *ctx);

typedef bool scn_match_fn(const void *what, const struct board_event *e);
scn_match_fn scn_has_text; /* an event whose text contains <what> */
/* The two halves of it, for who holds something meanwhile: the first raises nothing. */
struct scn_waited {
    enum emu_loop_end end;
    bool is_cut; /* by the scenario's limit */
    bool is_done;
};
struct scn_waited scn_let_go(struct emu_scn *s, uint64_t us, bool (*is_done)(void *ctx), void *ctx);
bool scn_judge_wait(struct lua_State *L, struct scn_waited w);
/* Waits for an event of a stream, from its cursor on. belongs: does the event belong to the stream (for what was seen
 * meanwhile)? claim: "phone[1] hears main_menu". Fails the scenario on a timeout. */
struct board_event scn_expect_event(struct lua_State *L, int stream, scn_match_fn *belongs, scn_match_fn *matches,
                                    const void *what, uint64_t within_us, const char *claim, const char *expected);
/* Masks what the text has of the unit's passwords, secrets and rules. */
void scn_mask(const struct emu_scn *s, struct rt_buf *text);
/* Fails the scenario: what was expected and what is. */
int scn_fail(struct lua_State *L, const char *claim, const char *expected, const char *seen) __attribute__((noreturn));
/* The same for a claim without a name: it is called by its line in the file; fallback: if that cannot be read. */
int scn_fail_here(struct lua_State *L, const char *fallback, const char *expected, const char *seen)
    __attribute__((noreturn));

/* ---- seen.c: what was seen so far ---- */

/* Pushes the row of an event; false: it is none, and nothing is pushed. */
typedef bool scn_row_fn(struct lua_State *L, const struct board_event *e);
/* Pushes the list up to now. Returns 1. */
int scn_push_list(struct lua_State *L, struct scn_list *list, scn_row_fn *push_row);
struct scn_counting {
    bool is_of_lab;        /* only the lab's events are looked at */
    scn_match_fn *belongs; /* NULL: all */
    scn_match_fn *matches;
    const void *what;
};
/* Pushes how many events so far match. key: the same for the same question. Returns 1. */
int scn_push_count(struct lua_State *L, const char *key, const struct scn_counting *c);

/* ---- act.c, act_words.c: words that are acts (act/act.h) ---- */

/* Where an act stands in the language. */
struct scn_act_word {
    const struct scn_object *object;
    const char *name;       /* of the function */
    const char *act;        /* whose first argument is the object's member, if it has members */
    const char *positional; /* "path,release": arguments in this order; the others stand in a table behind them */
    const char *preset;     /* "on=off": an argument that the word says; NULL: none */
};
/* NULL: no more, or not an act. */
const struct scn_act_word *scn_act_word(size_t i);
const struct scn_act_word *scn_act_word_find(const struct scn_object *object, const char *name);
/* Is this argument said by the object or the word, or does it stand in the order of the call? */
bool scn_act_word_says(const struct scn_act_word *w, size_t argument);
bool scn_act_word_has_place(const struct scn_act_word *w, size_t argument);
/* A scn_function's fn: the act of the word. */
int scn_call_act(struct lua_State *L);
/* The act of that word, with the arguments of this call. Returns the number of results. */
int scn_do_act(struct lua_State *L, const struct scn_object *object, const char *name);

/* ---- unit.c ---- */

/* The unit of a scenario, by the table of unit{...} at this index of the stack; 0: factory state. Raises for what is
 * wrong in the table; otherwise the verdict is set where it fails. */
enum emu_exit scn_unit_create(struct emu_scn *s, struct lua_State *L, int index);

/* ---- trap.c: steps that could not come true; each raises an error of the script with its remedy ---- */

void scn_need_power(struct lua_State *L, const char *claim);
void scn_check_tone(struct lua_State *L, const char *what, const char *name);
/* "dialtone": near is "dial". */
bool scn_is_like_tone(const char *what, char near[EMU_TONE_TEXT_MAX]);
void scn_check_pattern(struct lua_State *L, const struct emu_match *m, const char *text);
/* What to say of a parameter that the unit's release does not have: another release has it, or a name is near. Pushed.
 */
const char *scn_no_parameter(struct lua_State *L, const struct fw_schema *schema, const char *name);
/* Elements of profile{}. */
void scn_check_elements(struct lua_State *L, const char *const *names, size_t n);
