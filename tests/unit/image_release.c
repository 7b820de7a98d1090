/* SPDX-License-Identifier: MIT */
/* The releases of this repository: what is in them, and what 3.3.6 lacks. And what a wrong release is told. */
#include <fw/image.h>
#include <fw/schema.h>
#include <harness/image_rig.h>
#include <images/file.h>
#include <images/release.h>
#include <rt/tsv.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define IMAGES TEST_BINARY_DIR "/images/"

/* A packed image of the build, opened, with one section read. */
struct opened {
    struct rt_buf file, text;
    struct fw_image image;
};

static void open_image(struct opened *o, const char *name, enum fw_image_section s)
{
    rt_buf_init(&o->file, FW_IMAGE_BYTES_MAX);
    rt_buf_init(&o->text, FW_IMAGE_SECTION_REAL_MAX);
    assert_int_equal(img_file_read(name, &o->file), RT_OK);
    assert_int_equal(fw_image_open(&o->image, o->file.bytes, o->file.n), RT_OK);
    assert_int_equal(fw_image_check_sections(&o->image), RT_OK);
    assert_int_equal(fw_image_read(&o->image, s, &o->text), RT_OK);
}

static void close_image(struct opened *o)
{
    rt_buf_fini(&o->file);
    rt_buf_fini(&o->text);
}

/* Column i of the row whose first column is the key; p NULL when there is no such row. */
static struct rt_str cell(const struct rt_buf *text, const char *key, unsigned i)
{
    struct rt_tsv rows = rt_tsv(rt_str_n(rt_buf_text(text), text->n));
    struct rt_str line, cells[10];
    while (rt_tsv_next(&rows, &line)) {
        (void)rt_tsv_cells(line, cells, 10);
        if (rt_str_is(cells[0], key)) {
            return cells[i];
        }
    }
    return rt_str_n(NULL, 0);
}

static void count_rows(const struct rt_buf *text, unsigned *n_parameters, unsigned *n_status)
{
    struct rt_str rest = rt_str_n(rt_buf_text(text), text->n);
    *n_parameters = *n_status = 0;
    while (rest.n > 0) {
        struct rt_str line = rt_str_cut(rest, '\n', &rest);
        bool is_fact = line.p[0] >= 'a' && line.p[0] <= 'z';
        *(is_fact ? n_status : n_parameters) += 1;
    }
}

static void release_5_2_10_has_702_parameters(void **state)
{
    struct opened o;
    unsigned n_parameters, n_status;
    (void)state;
    open_image(&o, IMAGES "spa2102-5.2.10.img", FW_IMAGE_SCHEMA);
    assert_string_equal(o.image.product, "SPA-2102");
    assert_string_equal(o.image.version, "5.2.10");
    count_rows(&o.text, &n_parameters, &n_status);
    assert_int_equal(n_parameters, 702);
    assert_int_equal(n_status, 152);
    assert_true(rt_str_is(cell(&o.text, "Profile_Rule", 6), "/spa$PSN.cfg"));
    assert_true(rt_str_is(cell(&o.text, "SIP_ToS_DiffServ_Value_1_", 6), "0x68"));
    assert_true(rt_str_is(cell(&o.text, "PPPOE_Login_Password", 8), "P29420"));
    assert_true(rt_str_is(cell(&o.text, "Syslog_Server", 8), "~30191"));
    assert_true(rt_str_is(cell(&o.text, "GPP_SA", 9), "secret,password,wide"));
    assert_true(rt_str_is(cell(&o.text, "Connection_Type", 9), "reboot,wide,basic"));
    assert_true(rt_str_is(cell(&o.text, "Default_Ring_1_", 5), "1/2/3/4/5/6/7/8/9"));
    assert_non_null(cell(&o.text, "Auth_Resync-Reboot_2_", 0).p);
    close_image(&o);
}

static void release_3_3_6_lacks_what_came_later(void **state)
{
    static const char *const lacks[] = {"Protect_IVR_FactoryReset",
                                        "Ring9_Cadence",
                                        "Ring9_Name",
                                        "Ring9_Caller_1_",
                                        "Ring9_Caller_2_",
                                        "Daylight_Saving_Time_Enable",
                                        "Use_Anonymous_With_RPID_1_",
                                        "Use_Local_Addr_In_FROM_2_",
                                        "Conference_Bridge_URL_1_",
                                        "Conference_Bridge_Ports_2_",
                                        "FAX_T38_V29_Only_1_",
                                        "Audio_Dump_Option1_1_",
                                        "Hook_Flash_MIME_Type",
                                        "Hook_Flash_Tx_Method_2_",
                                        "SIP_Transport_1_",
                                        "SIP_TCP_Port_Min",
                                        "SIP_TCP_Port_Max",
                                        "Media_Loopback_Code",
                                        "Accept_Media_Loopback_Request_1_",
                                        "Media_Loopback_Mode_2_",
                                        "TURN_Server",
                                        "Reg_Retry_Random_Delay",
                                        "Reg_Retry_Intvl_Cap"};
    struct opened o, later;
    unsigned n_parameters, n_status;
    (void)state;
    open_image(&o, IMAGES "spa2102-3.3.6.img", FW_IMAGE_SCHEMA);
    open_image(&later, IMAGES "spa2102-5.2.10.img", FW_IMAGE_SCHEMA);
    assert_string_equal(o.image.version, "3.3.6");
    for (size_t i = 0; i < sizeof lacks / sizeof lacks[0]; i++) {
        if (cell(&o.text, lacks[i], 0).p != NULL || cell(&later.text, lacks[i], 0).p == NULL) {
            fail_msg("%s should be in 5.2.10 and not in 3.3.6", lacks[i]);
        }
    }
    count_rows(&o.text, &n_parameters, &n_status);
    assert_int_equal(n_parameters, 702 - 40);
    assert_int_equal(n_status, 144);
    assert_true(rt_str_is(cell(&o.text, "Default_Ring_1_", 5), "1/2/3/4/5/6/7/8"));
    assert_true(rt_str_is(cell(&o.text, "SIP_Timer_B", 6), "32"));
    close_image(&o);
    close_image(&later);
}

/* What a release has of its own, against the base: element, tab ("" it has none such), factory value. */
static void sister_models_have_rows_of_their_own(void **state)
{
    static const struct {
        const char *image, *element, *tab, *value;
    } rows[] = {
        {"spa2102-5.2.10", "Networking_Service", "Router/Lan Setup", "NAT"},
        {"spa2102-3.3.6", "Networking_Service", "Router/Lan Setup", "NAT"},
        {"spa2102-5.2.10", "DHCP", "", ""},
        {"spa2102-5.2.10", "Enable_Web_Server", "", ""},
        {"spa2102-5.2.10", "Gateway_1_1_", "", ""},
        {"spa2102-5.1.9", "Ring9_Cadence", "", ""},
        {"pap2t-5.1.6", "DHCP", "Voice/System", "Yes"},
        {"pap2t-5.1.6", "Static_IP", "Voice/System", ""},
        {"pap2t-5.1.6", "Enable_Web_Server", "Voice/System", "Yes"},
        {"pap2t-5.1.6", "Web_Server_Port", "Voice/System", "80"},
        {"pap2t-5.1.6", "Enable_WAN_Web_Server", "", ""},
        {"pap2t-5.1.6", "WAN_Web_Server_Port", "", ""},
        {"pap2t-5.1.6", "Connection_Type", "", ""},
        {"pap2t-5.1.6", "Ring9_Name", "", ""},
        {"spa3102-5.1.10", "Ring9_Cadence", "Voice/Regional", "60(.4/.2,.4/2)"},
        {"spa3102-5.1.10", "Ring9_Name", "Voice/Regional", "Bellcore-r9"},
        {"spa3102-5.1.10", "Ring9_Caller_1_", "Voice/User 1", ""},
        {"spa3102-5.1.10", "Ring9_Caller_2_", "Voice/PSTN User", ""},
        {"spa3102-5.1.10", "User_ID_2_", "Voice/PSTN Line", ""},
        {"spa3102-5.1.10", "Gateway_4_1_", "Voice/Line 1", ""},
        {"spa3102-5.1.10", "Auto_PSTN_Fallback_1_", "Voice/Line 1", "Yes"},
        {"spa3102-5.1.10", "PSTN_PIN_Tone", "Voice/Regional", "600@-10;*(0/.7/1,.2/.1/1,.2/.1/1,.2/.5/1)"},
        {"spa3102-5.1.10", "Dial_Plan_8_2_", "Voice/PSTN Line", "(xx.)"},
        {"spa3102-5.1.10", "VoIP-To-PSTN_Gateway_Enable_2_", "Voice/PSTN Line", "Yes"},
        {"spa3102-5.1.10", "Line_1_Fallback_DP_2_", "Voice/PSTN Line", "none"},
        {"spa3102-5.1.10", "PSTN_Answer_Delay_2_", "Voice/PSTN Line", "16"},
        {"spa3102-5.1.10", "Disconnect_Tone_2_", "Voice/PSTN Line", "480@-30,620@-30;4(.25/.25/1+2)"},
        {"spa3102-5.1.10", "Tip_Ring_Voltage_Adjust_2_", "Voice/PSTN Line", "3.5V"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct opened o;
        char path[256];
        (void)snprintf(path, sizeof path, IMAGES "%s.img", rows[i].image);
        open_image(&o, path, FW_IMAGE_SCHEMA);
        struct rt_str tab = cell(&o.text, rows[i].element, 2), value = cell(&o.text, rows[i].element, 6);
        if ((tab.p == NULL) != (rows[i].tab[0] == '\0') ||
            (tab.p != NULL && (!rt_str_is(tab, rows[i].tab) || !rt_str_is(value, rows[i].value)))) {
            fail_msg("%s of %s: tab '%.*s', value '%.*s'", rows[i].element, rows[i].image, (int)tab.n, tab.p,
                     (int)value.n, value.p);
        }
        close_image(&o);
    }
}

/* A row's element is what the guide makes of its label (p.2-4), in every release. */
static void elements_follow_from_their_labels(void **state)
{
    static const char *const images[] = {"spa2102-5.2.10", "pap2t-5.1.6", "spa3102-5.1.10"};
    (void)state;
    for (size_t i = 0; i < sizeof images / sizeof images[0]; i++) {
        struct opened o;
        struct fw_schema *schema;
        unsigned bad_line = 0;
        char path[256], element[128], words[FW_LABEL_BYTES];
        (void)snprintf(path, sizeof path, IMAGES "%s.img", images[i]);
        open_image(&o, path, FW_IMAGE_SCHEMA);
        assert_int_equal(fw_schema_create(&schema, rt_buf_text(&o.text), o.text.n, &bad_line), RT_OK);
        for (size_t k = 0; k < fw_schema_n_rows(schema); k++) {
            struct fw_schema_row row = fw_schema_row(schema, k);
            bool fits = row.type == FW_TYPE_STATUS;
            const char *label = fw_schema_label(&row, words);
            for (unsigned n = 0; n <= 2 && !fits; n++) {
                assert_int_equal(fw_schema_element_of_label(label, n, element, sizeof element), RT_OK);
                fits = rt_str_is_ci(rt_str(element), row.element); /* "SIP TOS", "SIP_ToS" */
            }
            if (!fits) {
                fail_msg("%s: %s is not \"%s\"", images[i], row.element, label);
            }
        }
        fw_schema_destroy(schema);
        close_image(&o);
    }
}

static void a_menu_option_goes_with_its_parameter(void **state)
{
    struct opened o;
    (void)state;
    open_image(&o, IMAGES "spa2102-5.2.10.img", FW_IMAGE_MENU);
    assert_true(rt_str_is(cell(&o.text, "1911", 2), "SIP_Transport_1_"));
    assert_true(rt_str_is(cell(&o.text, "73738", 2), "factory_reset"));
    close_image(&o);
    open_image(&o, IMAGES "spa2102-3.3.6.img", FW_IMAGE_MENU);
    assert_null(cell(&o.text, "1911", 0).p);
    assert_true(rt_str_is(cell(&o.text, "73738", 4), "protect"));
    assert_true(rt_str_is(cell(&o.text, "7932", 3), "1=Yes:enabled|0=No:disabled"));
    close_image(&o);
}

/* The engine reads the same rows: none is lost between the packer's rules and the unit's. */
static void the_unit_reads_both_schemas(void **state)
{
    static const struct {
        const char *image;
        size_t n_rows;
    } rows[] = {{IMAGES "spa2102-5.2.10.img", 854}, {IMAGES "spa2102-3.3.6.img", 806}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct opened o;
        struct fw_schema *schema;
        unsigned bad_line = 0;
        open_image(&o, rows[i].image, FW_IMAGE_SCHEMA);
        if (fw_schema_create(&schema, rt_buf_text(&o.text), o.text.n, &bad_line) != RT_OK) {
            fail_msg("%s: line %u", rows[i].image, bad_line);
        }
        assert_int_equal(fw_schema_n_rows(schema), rows[i].n_rows);
        int row = fw_schema_find(schema, RT_STR("GPP_SD"));
        assert_true(row >= 0);
        assert_int_equal(fw_schema_flags(schema, (size_t)row) & FW_ROW_SECRET, FW_ROW_SECRET);
        assert_int_equal(fw_schema_find(schema, RT_STR("SIP_TOS_DiffServ_Value_1_")), -1); /* the guide's spelling */
        fw_schema_destroy(schema);
        close_image(&o);
    }
}

/* Sound of every prompt: one after the other without gaps, audible at both ends, 0.15 to 9 s long. */
static void check_sounds(const char *name)
{
    struct opened o;
    const uint8_t *sound;
    size_t n_sound;
    unsigned end = 0;
    open_image(&o, name, FW_IMAGE_PROMPTS);
    assert_int_equal(fw_image_in_place(&o.image, FW_IMAGE_SOUND, &sound, &n_sound), RT_OK);
    struct rt_str rest = rt_str_n(rt_buf_text(&o.text), o.text.n);
    while (rest.n > 0) {
        unsigned first, n;
        char id[64], text[512];
        struct rt_str line = rt_str_cut(rest, '\n', &rest);
        char row[700];
        assert_int_equal(rt_str_copy(row, sizeof row, line), RT_OK);
        assert_int_equal(sscanf(row, "%63s %u %u %511[^\n]", id, &first, &n, text), 4);
        if (n < 1200 || n > 72000 || first != end || (size_t)first + n > n_sound) {
            fail_msg("%s: %u samples at %u", id, n, first);
        }
        assert_int_not_equal(sound[first] & 0x7f, 0x7f); /* 0xff and 0x7f are u-law's zeros */
        assert_int_not_equal(sound[first + n - 1] & 0x7f, 0x7f);
        end = first + n;
    }
    assert_int_equal(end, n_sound);
    assert_in_range(o.file.n, 100000, 800000);
    close_image(&o);
}

static void every_prompt_can_be_heard(void **state)
{
    (void)state;
    check_sounds(IMAGES "spa2102-5.2.10.img");
    check_sounds(IMAGES "spa2102-3.3.6.img");
}

/* The prompts that the voice menu needs whatever the rows say. */
static void the_frame_of_the_menu_is_there(void **state)
{
    static const char *const ids[] = {"main_menu",
                                      "enter_option",
                                      "invalid_option",
                                      "enter_value",
                                      "invalid_value",
                                      "save_menu",
                                      "option_successful",
                                      "option_failed",
                                      "enter_password",
                                      "password_wrong",
                                      "confirm_reset",
                                      "cancelled",
                                      "not_available",
                                      "dot",
                                      "dash",
                                      "open_parenthesis",
                                      "close_parenthesis",
                                      "digit_0",
                                      "digit_9",
                                      "letter_a",
                                      "letter_z",
                                      "other"};
    struct opened o;
    (void)state;
    open_image(&o, IMAGES "spa2102-3.3.6.img", FW_IMAGE_PROMPTS);
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        if (cell(&o.text, ids[i], 0).p == NULL) {
            fail_msg("no prompt %s", ids[i]);
        }
    }
    close_image(&o);
}

/* One row a mistake: the file of the tiny release that is replaced, what with, and a word of the answer. */
static void mistakes_are_named(void **state)
{
    static const struct {
        const char *file, *text, *word;
    } rows[] = {
        {"manifest", "product = SPA-2102\n", "sip_product is missing"},
        {"manifest", "no equals sign\n", "not a line of a manifest: 'no equals sign'"},
        {"manifest", "base = ../tiny\n", "a chain of more than 4 bases"},
        {"manifest", "base = ../other\nbase = ../other\n", "more than one base"},
        {"manifest", "base = ../other\nproduct = SPA 2102\n", "product"},
        {"manifest", "base = ../other\nproduct = SPA-2102-very-long\n", "product is longer than 15"},
        {"manifest", "base = ../other\nversion = five\n", "version is not a version: 'five'"},
        {"manifest", "base = ../other\nvoice = -f/etc/passwd\n", "not a voice"},
        {"manifest", "base = ../other\nwords_per_minute = 5000\n", "not a speed"},
        {"schema.tsv", "A\tA\tT\tS\tint\t\t1\trw\t\n", "wrong number of columns"},
        {"schema.tsv", "A\tA\tT\tS\tfloat\t\t1\trw\t\t\n", "no such type"},
        {"schema.tsv", "A\tA\tT\tS\tint\t\t1\trwx\t\t\n", "access"},
        {"schema.tsv", "A\tA\tT\tS\tint\t\t1\trw\t\thidden\n", "flag"},
        {"schema.tsv", "A\tA\tT\tS\tchoice\tx/y\tz\trw\t\t\n", "not one of the choices"},
        {"schema.tsv", "A B\tA\tT\tS\tint\t\t1\trw\t\t\n", "element name"},
        {"schema.tsv", "\tA\tT\tS\tint\t\t1\trw\t\t\n", "element name"},
        {"schema.tsv", "A\tA\tT\tS\tint\t\t1\trw\t\t\nA\tA\tT\tS\tint\t\t1\trw\t\t\n", "twice"},
        {"schema.tsv", "A\tA\tT\tS\tint\t\t1\trw\t\t\tharbour\t\t\n", "invalid format, range"},
        {"schema.tsv", "A\tA\tT\tS\tint\t\t1\trw\t\t\tport\t\n", "wrong number of columns"},
        {"schema.tsv", "A\tA\tT\tS\tint\t\t0\trw\t\t\tport\t1..65535\tguess\n", "the default \"0\": outside"},
        {"schema.tsv", "A\tA\tT\tS\tstring\t\there\trw\t\t\taddress\t\t\n", "the default \"here\": not of"},
        {"schema.tsv", "# nothing\n", "0 rows"},
        {"menu.tsv", "1x\tannounce\tmac\tspell\tno\t\thello\t\tt\n", "digits"},
        {"menu.tsv", "1\tsay\tmac\tspell\tno\t\thello\t\tt\n", "kind"},
        {"menu.tsv", "1\taction\texplode\t\tno\t\thello\t\tt\n", "no such action"},
        {"menu.tsv", "1\tannounce\tmac\tspell\tmaybe\t\thello\t\tt\n", "password"},
        {"menu.tsv", "1\tannounce\tmac\tspell\tno\t\tmissing\t\tt\n", "not in prompts.tsv"},
        {"menu.tsv", "1\tset\tX\t0=A:missing\tno\t\thello\tbye\tt\n", "not in prompts.tsv"},
        {"menu.tsv", "1\tset\tX\tsing\tno\t\thello\tbye\tt\n", "input"},
        {"prompts.tsv", "../../evil\tHello\n", "id"},
        {"prompts.tsv", "hello\t\nbye\tx\n", "empty"},
        {"pages.txt", "just words\n", "key = value"},
        {"changes.tsv", "lacks\tschema\tNo_Such\t\t\ttest\n", "0 rows of schema.tsv have the key 'No_Such'"},
        {"changes.tsv", "lacks\tschema\tGPP_SA\t\t\t\n", "no reason"},
        {"changes.tsv", "sets\tschema\tGPP_SA\tcolour\tred\ttest\n", "no such column"},
        {"changes.tsv", "eats\tschema\tGPP_SA\t\t\ttest\n", "neither lacks nor sets"},
        {"changes.tsv", "lacks\tcellar\tGPP_SA\t\t\ttest\n", "no such table"},
        {"changes.tsv", "lacks\tschema\n", "line 1: not six columns"},
        {"changes.tsv", "adds\tschema\tGPP_SA\ttest\tNew\n", "and then those of the table"},
        {"changes.tsv", "adds\tschema\tGPP_SA\ttest\n", "and then those of the table"},
        {"changes.tsv", "adds\tschema\tGPP_SA\t\tNew\tNew\tT\tS\tint\t\t1\trw\t\t\n", "no reason"},
        {"changes.tsv", "adds\tschema\tNo_Such\ttest\tNew\tNew\tT\tS\tint\t\t1\trw\t\t\n", "0 rows of schema.tsv"},
        {"changes.tsv", "adds\tschema\t\ttest\tGPP_SA\tNew\tT\tS\tint\t\t1\trw\t\t\n", "twice"},
        {"changes.tsv", "adds\tschema\t\ttest\tNew\tNew\tT\tS\tfloat\t\t1\trw\t\t\n", "no such type"},
        {"changes.tsv", "renames\tschema\tNo tab\ttab\tNew tab\ttest\n", "0 rows of schema.tsv"},
        {"changes.tsv", "renames\tschema\tVoice/Info\tcolour\tx\ttest\n", "no such column"},
        {"changes.tsv", "lacks\tprompts\tbye\t\t\ttest\n", "not in prompts.tsv"},
    };
    char path[256], file[64];
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct image_rig rig;
        struct img_error e = {0};
        struct rt_buf image;
        image_rig_begin(&rig);
        image_rig_write_tiny(&rig);
        image_rig_write(&rig, "other/manifest", "base = ../tiny2\n");
        image_rig_write(&rig, "tiny2/manifest",
                        "product = SPA-2102\nsip_product=SPA2102\nseries = 2102\nversion = 1.2.3\n"
                        "manufacturer = Linksys\ndhcp_class = LINKSYS SPA-2102\n");
        (void)snprintf(file, sizeof file, "tiny/%s", rows[i].file);
        image_rig_write(&rig, file, rows[i].text);
        rt_buf_init(&image, FW_IMAGE_BYTES_MAX);
        const struct img_pack_config cfg = {.release_dir = image_rig_path(&rig, "tiny", path)};
        if (img_pack(&cfg, &image, NULL, &e) == RT_OK || strstr(e.what, rows[i].word) == NULL || e.fix[0] == 0) {
            fail_msg("%s: '%s' should name '%s'", rows[i].file, e.what, rows[i].word);
        }
        assert_int_equal(image.n, 0);
        rt_buf_fini(&image);
        image_rig_end(&rig);
    }
}

static void a_release_can_be_small_on_top_of_another(void **state)
{
    struct image_rig rig;
    struct opened o;
    struct rt_buf image;
    char path[256];
    (void)state;
    image_rig_begin(&rig);
    image_rig_write_tiny(&rig);
    image_rig_write(&rig, "next/manifest", "base = ../tiny\nversion = 1.2.4\n");
    image_rig_write(&rig, "next/pages.txt", "title = Next\nsubmit = Go\n");
    image_rig_write(&rig, "next/changes.tsv",
                    "lacks\tschema\tGPP_SA\t\t\ttest\n"
                    "sets\tschema\tResync_Periodic\tdefault\t60\ttest\n"
                    "lacks\tschema\tVoice/Info|Line 1 Status|Hook State\t\t\ttest\n"
                    "sets\tpages\tsubmit\t\tSend\ttest\n"
                    "adds\tschema\tConnection_Type\ttest\tDHCP\tDHCP\tT\tS\tbool\t\tYes\trw\t\treboot\n"
                    "adds\tschema\t\ttest\tLast\tLast\tT|U\tS\tstring\t\t(x|y)\trw\t\t\n"
                    "renames\tschema\tT\ttab\tTab\ttest\n"
                    "adds\tpages\ttitle\ttest\tsub\ttitle\n"
                    "adds\tpages\t\ttest\tend\tof it\n");
    rt_buf_init(&image, FW_IMAGE_BYTES_MAX);
    image_rig_pack(image_rig_path(&rig, "next", path), &image);
    (void)image_rig_path(&rig, "next.img", path);
    assert_int_equal(img_file_write(path, image.bytes, image.n), RT_OK);
    rt_buf_fini(&image);

    open_image(&o, path, FW_IMAGE_SCHEMA);
    assert_string_equal(o.image.version, "1.2.4");
    assert_null(cell(&o.text, "GPP_SA", 0).p);
    assert_null(cell(&o.text, "", 0).p);
    assert_true(rt_str_is(cell(&o.text, "Resync_Periodic", 6), "60"));
    assert_true(rt_str_is(cell(&o.text, "Connection_Type", 6), "DHCP"));
    assert_true(rt_str_is(cell(&o.text, "DHCP", 9), "reboot"));
    assert_true(rt_str_is(cell(&o.text, "DHCP", 2), "Tab"));
    assert_true(rt_str_is(cell(&o.text, "Last", 2), "T|U"));
    assert_true(rt_str_is(cell(&o.text, "Last", 6), "(x|y)"));
    const char *before = strstr(rt_buf_text(&o.text), "Connection_Type\t");
    assert_true(before < strstr(rt_buf_text(&o.text), "\nDHCP\t"));
    assert_ptr_equal(strchr(before, '\n'), strstr(rt_buf_text(&o.text), "\nDHCP\t"));
    close_image(&o);
    open_image(&o, path, FW_IMAGE_PAGES);
    assert_string_equal(rt_buf_text(&o.text), "title = Next\nsub = title\nsubmit = Send\nend = of it\n");
    close_image(&o);
    image_rig_end(&rig);
}

/* A change sees what those before it have made of the table. */
static void changes_are_made_one_after_the_other(void **state)
{
    struct image_rig rig;
    struct opened o;
    struct rt_buf image;
    char path[256];
    (void)state;
    image_rig_begin(&rig);
    image_rig_write_tiny(&rig);
    image_rig_write(&rig, "next/manifest", "base = ../tiny\nversion = 1.2.4\n");
    image_rig_write(&rig, "next/pages.txt", "title = Next\nsubmit = Go\nundo = Go\n");
    image_rig_write(&rig, "next/changes.tsv",
                    "renames\tpages\tGo\t\tGone\ttest\n"
                    "renames\tpages\tGone\t\tSent\ttest\n"
                    "renames\tpages\tSent\t\tSent\ttest\n"
                    "sets\tpages\tundo\t\tBack\ttest\n"
                    "adds\tpages\tsubmit\ttest\tsub\tone\n"
                    "sets\tpages\tsub\t\ttwo\ttest\n"
                    "adds\tpages\tsub\ttest\tbehind\tsub\n"
                    "adds\tpages\tsubmit\ttest\tagain\tit\n"
                    "lacks\tpages\tsub\t\t\ttest\n"
                    "adds\tpages\ttitle\ttest\tsub\tthree\n"
                    "adds\tpages\t\ttest\tend\tof it\n"
                    "lacks\tpages\tend\t\t\ttest\n"
                    "adds\tpages\t\ttest\tlast\tof all\n");
    rt_buf_init(&image, FW_IMAGE_BYTES_MAX);
    image_rig_pack(image_rig_path(&rig, "next", path), &image);
    (void)image_rig_path(&rig, "next.img", path);
    assert_int_equal(img_file_write(path, image.bytes, image.n), RT_OK);
    rt_buf_fini(&image);
    open_image(&o, path, FW_IMAGE_PAGES);
    assert_string_equal(rt_buf_text(&o.text), "title = Next\nsub = three\nsubmit = Sent\nagain = it\nbehind = sub\n"
                                              "undo = Back\nlast = of all\n");
    close_image(&o);
    image_rig_end(&rig);
}

static void a_missing_speaker_is_said(void **state)
{
    struct image_rig rig;
    struct img_error e = {0};
    struct rt_buf image;
    char path[256];
    (void)state;
    image_rig_begin(&rig);
    image_rig_write_tiny(&rig);
    image_rig_write(&rig, "tiny/prompts.tsv", "hello\tHello.\nbye\tBye.\nunrecorded\tNobody said this.\n");
    rt_buf_init(&image, FW_IMAGE_BYTES_MAX);
    struct img_pack_config cfg = {.release_dir = image_rig_path(&rig, "tiny", path), .espeak = "/proc/nothing/espeak"};
    assert_int_equal(img_pack(&cfg, &image, NULL, &e), RT_ENOENT);
    assert_string_equal(e.where, "/proc/nothing/espeak");
    cfg.espeak = "false";
    assert_int_equal(img_pack(&cfg, &image, NULL, &e), RT_EIO);
    cfg.espeak = "true"; /* says nothing */
    assert_int_equal(img_pack(&cfg, &image, NULL, &e), RT_ECORRUPT);
    rt_buf_fini(&image);
    image_rig_end(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(release_5_2_10_has_702_parameters),
        cmocka_unit_test(release_3_3_6_lacks_what_came_later),
        cmocka_unit_test(sister_models_have_rows_of_their_own),
        cmocka_unit_test(elements_follow_from_their_labels),
        cmocka_unit_test(a_menu_option_goes_with_its_parameter),
        cmocka_unit_test(the_unit_reads_both_schemas),
        cmocka_unit_test(every_prompt_can_be_heard),
        cmocka_unit_test(the_frame_of_the_menu_is_there),
        cmocka_unit_test(mistakes_are_named),
        cmocka_unit_test(a_release_can_be_small_on_top_of_another),
        cmocka_unit_test(changes_are_made_one_after_the_other),
        cmocka_unit_test(a_missing_speaker_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
