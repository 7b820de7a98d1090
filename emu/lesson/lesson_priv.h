/* SPDX-License-Identifier: MIT */
/* What the parts of the lesson engine share. Used by emu/lesson only. */
#pragma once
#include <lesson/lesson.h>
#include <script/stage.h>
#include <board/fxs.h>

struct board_event;
struct emu_act_call;
struct emu_lesson_hand;
struct lua_State;

#define LESSON_AFTER_MAX     4u
#define LESSON_QUESTIONS_MAX 12u
#define LESSON_ANSWERS_MAX   5u
#define LESSON_DEEDS_MAX     12u
#define LESSON_STEPS_MAX     60u
#define LESSON_HINTS         3u
#define LESSON_CAUSES_MAX    8u
#define LESSON_CHANGES_MAX   40u
#define LESSON_WHERE_MAX     300u
#define LESSON_ID_MAX        40u

/* Texts and ids are Lua's; the table of declarations keeps them. */
struct lesson_text {
    const char *in[EMU_LESSON_LANGUAGES];
};

struct lesson_goal {
    const char *id;
    struct lesson_text text;
    unsigned points;
    bool is_must, stays, is_proof;
    const char *after[LESSON_AFTER_MAX];
    size_t n_after;
    int is; /* Lua's reference of the function */
    char where[LESSON_WHERE_MAX];
    /* ---- the run ---- */
    bool is_reached;
    uint64_t at_us;
    size_t at_event;
};

/* What a mistake is taken from. */
enum lesson_part { LESSON_REMARK, LESSON_METHOD, LESSON_HARM };

struct lesson_mistake {
    const char *id;
    struct lesson_text text, why;
    enum lesson_part part;
    unsigned cost;
    bool is_each; /* the cost counts each time */
    bool is_general, is_allowed;
    int seen, play; /* references; 0: none */
    char where[LESSON_WHERE_MAX];
    /* ---- the run ---- */
    unsigned n_seen;
    uint64_t at_us;
};

struct lesson_question {
    const char *id;
    struct lesson_text text, answer;
    bool is_asked;
};
struct lesson_answer {
    const char *id;
    struct lesson_text text;
};
struct lesson_deed {
    const char *id;
    struct lesson_text text;
    int act, done; /* references; 0: none */
    uint64_t takes_us;
    bool is_harmless;
    /* ---- the run ---- */
    unsigned n_done;
    bool is_busy;
    uint64_t ends_us;
};
struct lesson_step {
    const char *goal; /* NULL: of none */
    int fn;
    char where[LESSON_WHERE_MAX];
};

/* The rows of general.c; lessons refer to them as "G1" ... */
enum lesson_general {
    LESSON_G1,
    LESSON_G2,
    LESSON_G3,
    LESSON_G4,
    LESSON_G5,
    LESSON_G6,
    LESSON_G7,
    LESSON_G8,
    LESSON_G9,
    LESSON_G10,
    LESSON_G11,
    LESSON_G12,
    LESSON_ACCOUNT,
    LESSON_WORSE,
    LESSON_N_GENERAL
};

/* What general.c follows on a telephone. */
struct lesson_line {
    bool is_off, is_menu, is_question; /* is_question: to be confirmed by 1 */
    bool is_word, has_word_begun;      /* "Option successful" is awaited, is being said */
    bool are_stars;
    unsigned n_stars, n_open; /* keys since the last # */
    uint64_t key_us;
    bool is_announcing; /* something worth hearing has begun */
};

struct emu_lesson {
    struct emu_lesson_config config;
    struct emu_stage *stage;
    struct emu_scn_job job;
    struct emu_stage_owner owner;
    /* ---- what the file declares ---- */
    bool has_head;
    struct lesson_text title, caller, debrief;
    const char *id, *source;
    char hash[EMU_LESSON_HASH_MAX + 1];
    unsigned version, level, par_s, telephone, effort;
    bool needs_page;
    const char *changes[LESSON_CHANGES_MAX];
    size_t n_changes;
    struct lesson_goal goals[EMU_LESSON_GOALS_MAX];
    size_t n_goals;
    struct lesson_mistake mistakes[EMU_LESSON_MISTAKES_MAX]; /* the general ones first */
    size_t n_mistakes;
    struct lesson_question questions[LESSON_QUESTIONS_MAX];
    size_t n_questions;
    struct lesson_text diagnosis;
    struct lesson_answer answers[LESSON_ANSWERS_MAX];
    size_t n_answers;
    const char *right;
    struct lesson_deed deeds[LESSON_DEEDS_MAX];
    size_t n_deeds;
    struct lesson_text hints[LESSON_HINTS];
    size_t n_hints;
    struct lesson_step steps[LESSON_STEPS_MAX];
    size_t n_steps;
    const char *causes[LESSON_CAUSES_MAX];
    size_t n_causes;
    const char *cause; /* drawn; NULL: the lesson draws none */
    int unit, start;   /* references; 0: none */
    int kept;          /* reference of the table that keeps the texts */
    /* ---- the run ---- */
    bool is_begun, is_over, is_turning;
    bool is_foreign; /* the steps are another lesson's: what they name may be unknown */
    bool is_in_deed; /* what is set up now is no act of the trainee */
    bool is_playing; /* a play of the file acts, so its waits call emu_lesson_turn() */
    char broken[1024];
    size_t first_event, cursor; /* of the log */
    uint64_t begun_us, looked_us, progress_us;
    struct lesson_line lines[BOARD_N_FXS];
    char led_power[16];
    char led_before[16];
    uint64_t led_us;             /* when it changed from led_before */
    unsigned service;            /* at the start: see general.c */
    uint64_t cut_us, restart_us; /* the last ones with the lamp not steady since; 0: none */
    /* evidence */
    bool has_seen_lamps, has_read_log, has_looked, has_acted; /* has_looked: any of them, or asked */
    bool lamps_in_time, told_in_time, diagnosis_in_time;
    const char *chosen;
    unsigned effort_now;
    unsigned n_hints_taken;
    /* the customer's time */
    uint64_t own_us, busy_since_us; /* of the unit: not counted; 0: it is not busy */
    int changed;                    /* reference: param:changed() at the start */
    struct emu_lesson_score score;
    char harmed[64];                    /* a parameter that was changed without need; "": none */
    const struct emu_lesson_hand *hand; /* that follows the play; NULL: none */
    uint64_t hand_us;                   /* when its last act ended */
    emu_lesson_row_fn *news;
    void *news_ctx;
};

/* ---- declare.c, words.c: the language ---- */

extern const struct scn_object lesson_declarations, lesson_deeds, lesson_recipes, lesson_questions;
struct emu_lesson *lesson_of(struct lua_State *L);
/* The cause that a seed draws; the lesson has some. */
const char *lesson_cause(const struct emu_lesson *l, uint64_t seed);
/* From now on files declare steps only: those of another lesson, in place of this one's. */
void lesson_take_foreign(struct lua_State *L, struct emu_lesson *l);
/* recipes.c: the act of a deed that calls a number, on the stack. */
void lesson_push_calls(struct lua_State *L, const char *number);
/* What the whole file lacks; raises. */
void lesson_check_whole(struct lua_State *L, struct emu_lesson *l);

/* ---- general.c ---- */

void lesson_general_rows(struct emu_lesson *l);
/* At the start: the lamp and the service as they are. */
void lesson_general_begin(struct emu_lesson *l);
void lesson_general_event(struct emu_lesson *l, const struct board_event *e);
void lesson_general_time(struct emu_lesson *l, uint64_t now_us);
void lesson_general_end(struct emu_lesson *l);
/* The trainee has done something that changes the unit or its surroundings. */
void lesson_act_done(struct emu_lesson *l);
/* Evidence: looks, announcements, the diagnosis. */
enum lesson_look { LESSON_LAMPS, LESSON_TOLD, LESSON_DIAGNOSIS };
void lesson_looked(struct emu_lesson *l, enum lesson_look look);

/* ---- open.c ---- */

uint64_t lesson_seed(const struct emu_lesson_config *c, uint64_t seed);

/* ---- engine.c ---- */

void lesson_tell(struct emu_lesson *l, const struct emu_lesson_row *row); /* to who listens, if the mode allows it */
void lesson_break_off(struct emu_lesson *l);                              /* the file has a mistake: it is over */
void lesson_ask_goals(struct emu_lesson *l);
void lesson_mistake_seen(struct emu_lesson *l, size_t mistake);
uint64_t lesson_now_us(const struct emu_lesson *l);
const char *lesson_say(const struct emu_lesson *l, const struct lesson_text *t);
size_t lesson_find_goal(const struct emu_lesson *l, const char *id);    /* n_goals: none */
size_t lesson_find_mistake(const struct emu_lesson *l, const char *id); /* n_mistakes: none */

/* ---- trainee.c ---- */

/* Those that are over by now. */
void lesson_end_deeds(struct emu_lesson *l, uint64_t now_us);

/* ---- skeleton.lua, made a table of bytes by CMake; NUL-terminated ---- */

extern const unsigned char lesson_skeleton[];

/* ---- plays.c ---- */

/* For words.c: a play does this. */
void lesson_tell_hand(struct emu_lesson *l, const char *word, const char *id);
void lesson_act_begins(void *lesson, const struct emu_act_call *call);
void lesson_act_ends(void *lesson);

/* ---- score.c ---- */

void lesson_judge(struct emu_lesson *l);

/* ---- texts.c: words of the engine ---- */

enum lesson_word {
    LESSON_WORD_GOALS,
    LESSON_WORD_EVIDENCE,
    LESSON_WORD_NO_HARM,
    LESSON_WORD_ECONOMY,
    LESSON_WORD_METHOD,
    LESSON_WORD_HINTS,
    LESSON_WORD_TOTAL,
    LESSON_WORD_NO_DEED,
    LESSON_WORD_IS_BUSY,
    LESSON_WORD_NOT_NOW,
    LESSON_N_WORDS
};
const char *lesson_word(const struct emu_lesson *l, enum lesson_word word);
