/* SPDX-License-Identifier: MIT */
/* The list of the elements that the engine binds: each exists, is of its kind, and has a fallback that can be read. */
#include <fw/element.h>
#include <fw/image.h>
#include <harness/params_rig.h>
#include <images/file.h>
#include <rt/mem.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define SCHEMA_FILE TEST_SOURCE_DIR "/../images/releases/spa2102-5.2.10/schema.tsv"

/* The types of the schema that may hold a value of each kind. */
static bool may_be(enum fw_element_kind kind, const struct fw_schema_row *row)
{
    switch (kind) {
    case FW_ELEMENT_BOOL:
        return row->type == FW_TYPE_BOOL;
    case FW_ELEMENT_NUMBER:
        return row->type == FW_TYPE_INT || row->type == FW_TYPE_CHOICE || row->type == FW_TYPE_STRING;
    case FW_ELEMENT_TIME:
        return row->type == FW_TYPE_INT || row->type == FW_TYPE_FIXED;
    case FW_ELEMENT_ADDRESS:
        return row->type == FW_TYPE_STRING || row->type == FW_TYPE_CHOICE;
    default:
        return row->type != FW_TYPE_STATUS;
    }
}

/* The schema of a packed image, allocated. */
static char *schema_of_image(const char *path)
{
    struct rt_buf file, text;
    struct fw_image image;
    rt_buf_init(&file, FW_IMAGE_BYTES_MAX);
    rt_buf_init(&text, FW_IMAGE_SECTION_REAL_MAX);
    assert_int_equal(img_file_read(path, &file), RT_OK);
    assert_int_equal(fw_image_open(&image, file.bytes, file.n), RT_OK);
    assert_int_equal(fw_image_read(&image, FW_IMAGE_SCHEMA, &text), RT_OK);
    char *copy = rt_mem_strdup(rt_buf_text(&text));
    rt_buf_fini(&file);
    rt_buf_fini(&text);
    return copy;
}

/* In the full release; those of a model with one port in that model's. */
static void every_element_stands_in_a_release(void **state)
{
    (void)state;
    size_t n;
    char *texts[] = {params_rig_read_file(SCHEMA_FILE, &n), schema_of_image(TEST_BINARY_DIR "/images/pap2t-5.1.6.img")};
    struct params_rig rigs[2];
    params_rig_open(&rigs[0], texts[0], NULL);
    params_rig_open(&rigs[1], texts[1], NULL);
    for (unsigned e = 0; e < FW_N_ELEMENTS; e++) {
        const struct fw_element_row *row = fw_element_row((enum fw_element)e);
        const struct params_rig *rig = strstr(row->source, "PAP2") != NULL ? &rigs[1] : &rigs[0];
        int id = fw_element_id(rig->params, (enum fw_element)e);
        if (id == FW_PARAM_NONE || strcmp(fw_schema_element(rig->schema, (size_t)id), row->element) != 0) {
            fail_msg("%s: not in the schema", row->element);
        }
        struct fw_schema_row columns = fw_schema_row(rig->schema, (size_t)id);
        if (!may_be(row->kind, &columns)) {
            fail_msg("%s: of the schema's type %s", row->element, fw_type_name(columns.type));
        }
        assert_true(row->source[0] != '\0');
    }
    for (size_t i = 0; i < 2; i++) {
        params_rig_close(&rigs[i]);
        rt_mem_free(texts[i]);
    }
}

static void a_fallback_holds_where_there_is_no_value(void **state)
{
    (void)state;
    struct params_rig rig;
    params_rig_open(&rig, NULL, NULL); /* the rig's few rows: most elements are lacking */
    const struct fw_params *p = rig.params;
    assert_true(fw_element_bool(p, FW_EL_PROVISION_ENABLE));
    assert_false(fw_element_bool(p, FW_EL_SEND_RESP_TO_SRC_PORT));
    assert_int_equal(fw_element_u32(p, FW_EL_SIP_PORT_1), 5060);
    assert_int_equal(fw_element_u32(p, fw_element_of_line(FW_EL_SIP_PORT_1, 2)), 5061);
    assert_int_equal(fw_element_us(p, FW_EL_HOOK_FLASH_TIMER_MIN), 100000);
    assert_int_equal(fw_element_ipv4(p, FW_EL_LAN_IP_ADDRESS), 0xc0a80001u);
    assert_string_equal(fw_element_text(p, FW_EL_LAN_IP_ADDRESS), "");
    assert_int_equal(fw_element_id(p, FW_EL_LAN_IP_ADDRESS), FW_PARAM_NONE);
    params_rig_close(&rig);
}

static void every_fallback_is_a_value_of_its_kind(void **state)
{
    (void)state;
    uint32_t ip;
    uint64_t us;
    for (unsigned e = 0; e < FW_N_ELEMENTS; e++) {
        const struct fw_element_row *row = fw_element_row((enum fw_element)e);
        struct rt_str fallback = rt_str(row->fallback);
        bool is_good = row->kind == FW_ELEMENT_TEXT      ? fallback.n == 0
                       : row->kind == FW_ELEMENT_BOOL    ? rt_str_is(fallback, "Yes") || rt_str_is(fallback, "No")
                       : row->kind == FW_ELEMENT_ADDRESS ? rt_str_ipv4(fallback, &ip) == RT_OK
                       : row->kind == FW_ELEMENT_NUMBER  ? rt_str_u32(fallback, &ip) == RT_OK
                                                         : rt_str_seconds_us(fallback, &us) == RT_OK;
        if (!is_good) {
            fail_msg("%s: \"%s\"", row->element, row->fallback);
        }
    }
}

static void a_value_counts_before_the_fallback(void **state)
{
    (void)state;
    size_t n;
    char *text = params_rig_read_file(SCHEMA_FILE, &n);
    struct params_rig rig;
    params_rig_open(&rig, text, NULL);
    assert_int_equal(params_rig_set(&rig, "SIP_Port_2_", "5070"), RT_OK);
    assert_int_equal(params_rig_set(&rig, "Provision_Enable", "No"), RT_OK);
    assert_int_equal(params_rig_set(&rig, "GPP_P", "sixteenth"), RT_OK);
    assert_int_equal(fw_element_u32(rig.params, FW_EL_SIP_PORT_2), 5070);
    assert_false(fw_element_bool(rig.params, FW_EL_PROVISION_ENABLE));
    assert_string_equal(fw_element_text(rig.params, fw_element_gpp('p')), "sixteenth");
    assert_string_equal(fw_element_text(rig.params, fw_element_gpp('P')), "sixteenth");
    assert_int_equal(params_rig_set(&rig, "SIP_Port_2_", ""), RT_OK);
    assert_int_equal(fw_element_u32(rig.params, FW_EL_SIP_PORT_2), 5061);
    params_rig_close(&rig);
    rt_mem_free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_element_stands_in_a_release),
        cmocka_unit_test(a_fallback_holds_where_there_is_no_value),
        cmocka_unit_test(every_fallback_is_a_value_of_its_kind),
        cmocka_unit_test(a_value_counts_before_the_fallback),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
