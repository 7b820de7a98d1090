/* SPDX-License-Identifier: MIT */
/*
 * What a real unit told of itself: a page that a browser saved, the XML dump of its web server, or a profile, read as
 * fields; and which parameter of a release each field is. `vspa import` makes a unit of them.
 */
#pragma once
#include <fw/schema.h>
#include <rt/buf.h>

enum twin_form { TWIN_PAGE, TWIN_DUMP, TWIN_PROFILE, TWIN_SOURCE, TWIN_N_FORMS };
const char *twin_form_name(enum twin_form f); /* "web page" */

/* Texts are owned by the input and never NULL. */
struct twin_field {
    char *tab, *section; /* "Line 1", "Proxy and Registration"; of a dump the two halves of its group */
    char *label;         /* of a page: "Proxy"; "" */
    char *element;       /* of XML and source: "Proxy_1_"; "" */
    char *form_id;       /* the name of the control: "P34415"; "" */
    char *value;
    bool is_control;  /* an input or a choice, not a text */
    bool is_password; /* a password field: a page never shows its value */
    bool is_cut;      /* the input ends in it, or it is as long as its field allows */
    bool has_access;
    enum fw_access access;
    unsigned line;
};

struct twin_input {
    const char *path; /* borrowed */
    enum twin_form form;
    struct twin_field *fields;
    size_t n, capacity;
    bool is_cut; /* its end is missing */
};

#define TWIN_FIELDS_MAX 20000u

/* Reads bytes of any of the forms, by what they look like; gzip and compiled profiles too. path: for messages, and for
 * the imports of a source. RT_ENOTSUP: none of the forms; RT_ESYNTAX: a source or profile that cannot be read;
 * RT_EFULL: too many fields; RT_ENOMEM. twin_input_fini() follows in each case. */
enum rt_err twin_read(struct twin_input *out, const char *path, struct rt_str bytes);
void twin_input_fini(struct twin_input *in);

/* Facts of identity, by the labels of the status pages. id, label, other label */
#define TWIN_FACT_LIST(X)                                                                                              \
    X(PRODUCT, "Product Name", "Model")                                                                                \
    X(SERIAL, "Serial Number", "Serial Number")                                                                        \
    X(VERSION, "Software Version", "Firmware Version")                                                                 \
    X(HARDWARE, "Hardware Version", "Hardware Version")                                                                \
    X(MAC, "MAC Address", "MAC Address")                                                                               \
    X(CERTIFICATE, "Client Certificate", "Client Certificate")                                                         \
    X(CUSTOMIZATION, "Customization", "Customization")
enum twin_fact {
#define TWIN_FACT_ENUM(id, label, other) TWIN_FACT_##id,
    TWIN_FACT_LIST(TWIN_FACT_ENUM)
#undef TWIN_FACT_ENUM
        TWIN_N_FACTS
};
/* TWIN_N_FACTS: the field is none of them. */
enum twin_fact twin_fact_of(const struct twin_field *f);
const char *twin_fact_label(enum twin_fact fact);

enum twin_match { TWIN_PARAMETER, TWIN_STATUS, TWIN_UNKNOWN };
/* Which parameter of the release the field is; *id is set for TWIN_PARAMETER. A field of a page is found by tab and
 * label, else by the name of its control. */
enum twin_match twin_find(const struct fw_schema *schema, const struct twin_field *f, int *id);
/* Has its value been hidden: an empty password field of a page or dump, or asterisks? */
bool twin_is_masked(const struct fw_schema *schema, int id, const struct twin_input *in, const struct twin_field *f);
/* The same words, whatever their case, blanks and underscores: "Primary  DNS", "primary_dns". */
bool twin_is_alike(const char *a, const char *b);
