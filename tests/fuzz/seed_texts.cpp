#include "client/exchange/csv_encoding.h"
#include "client/exchange/displayed_token.h"
#include "hub/targets/target_book.h"
#include "shared/crypto/enrol_ticket.h"
#include "shared/forms/built_in_forms.h"
#include "tests/fuzz/client_world.h"
#include "tests/fuzz/household.h"
#include "tests/fuzz/seeds.h"

namespace minsync::fuzz {
namespace {

using Texts = std::vector<std::string>;

void write_all(const SeedFolder& seeds, const std::string& target, const std::string& name, const Texts& texts) {
  for (std::size_t i = 0; i < texts.size(); ++i) seeds.write(target, name + std::to_string(i), texts[i]);
}

void write_forms(const SeedFolder& seeds) {
  const std::string record = "\n---\nmember_count=3\ninsured_count=4\nmonthly_benefit=12.50\nphone=0571-88880000\n";
  for (const auto& form : built_in_forms()) {
    seeds.write("form", std::string(form.name), form.yaml);
    const auto read = read_form(form.yaml, "seed").value();
    Texts expressions;
    for (const auto& field : read->fields) {
      if (field.constraint) expressions.push_back(field.constraint->text() + record);
      if (field.relevant) expressions.push_back(field.relevant->text() + record);
    }
    for (const auto& check : read->checks) expressions.push_back(check.expression.text() + record);
    write_all(seeds, "expression", std::string(form.name), expressions);
  }
  seeds.write("pattern", "month", "(19|20)[0-9]{2}-(0[1-9]|1[0-2])\n---\n2016-07");
  seeds.write("pattern", "phone", "[0-9+() -]{5,30}\n---\n0571-88880000");
}

// A value for every field of the household: the target counts through the fields of all forms.
void write_values(const SeedFolder& seeds) {
  const auto forms = FormCatalogue::load().value();
  std::size_t place = 0;
  for (const auto& form : forms.forms()) {
    for (const auto& field : form->fields) {
      for (const auto& [name, text] : household_fields()) {
        if (form->name != "dibao_household" || field.name != name) continue;
        const std::string choice{static_cast<char>(place & 0xff), static_cast<char>(place >> 8)};
        seeds.write("value", name, choice + text);
      }
      ++place;
    }
  }
}

std::string utf16_of_ascii(std::string_view text) {
  std::string out = "\xFF\xFE";
  for (const char c : text) out.append(1, c).append(1, '\0');
  return out;
}

void write_files(const SeedFolder& seeds) {
  const std::string header = "id,householder,id_number,address,member_count,income_per_head,applied_on,cause\r\n";
  const std::string rows = header + record_id(1).value.text() +
                           ",张三,11010519491231002X,文三路2号,3,900.00,2016-3-1,illness\r\n" +
                           ",\"李\"\"四\",440524188001010014,文三路3号,1,,2016年3月1日,\r\n";
  const std::string semicolons = "householder;id_number\n王五;110105194912310021\n\n";
  for (const auto* target : {"csv", "import"}) {
    const std::string choice = target == std::string("csv") ? std::string() : std::string(1, '\0');
    seeds.write(target, "utf8", choice + rows);
    seeds.write(target, "marked", choice + "\xEF\xBB\xBF" + rows);
    seeds.write(target, "gb18030", choice + Gb18030(Gb18030::Direction::from_utf8).convert(rows).value());
    seeds.write(target, "utf16", choice + utf16_of_ascii("id\tphone\n\t\"0571\n1\"\n"));
    seeds.write(target, "semicolons", choice + semicolons);
  }
}

void write_tokens(const SeedFolder& seeds) {
  auto& world = ClientWorld::get();
  const auto record = world.store().records().load(world.household_form(), record_id(1)).value().value();
  const auto displayed = displayed_record(world.store(), world.household_form(), record).value();
  const auto token = displayed_token(world.household_form(), record_id(1), device_id(1), displayed);
  seeds.write("token", "exported", std::string(1, '\0') + token);
  seeds.write("token", "empty", std::string("\1\0\0\0\0", 5));
  seeds.write("token", "review", std::string("\1\5\0\1\5\0\1\2\0\2\1x", 12));
  const std::string row =
      "id,org,address,_seen\r\n" + record_id(1).value.text() + ",330106,文三路4号," + token + "\r\n";
  seeds.write("import", "exported", std::string(1, '\0') + row);
}

void write_codes(const SeedFolder& seeds) {
  EnrolTicket ticket;
  ticket.secret.fill(7);
  ticket.fingerprint.fill(9);
  ticket.address = "hub.example:8443";
  seeds.write("enrol", "code", std::string(1, '\0') + write_ticket(ticket));
  seeds.write("enrol", "bytes", std::string("\1\1", 2) + std::string(42, 'k') + "a:1");
  const std::string json = R"({"secret":"AQIDBAUGBwgJCg==","public_key":"BA==","name":"办公室一","signature":"AA=="})";
  seeds.write("enrol", "body", std::string(1, '\2') + json);
  seeds.write("enrol", "signed", std::string(1, '\3') + json);
  std::string long_name = "a";
  while (long_name.size() < 300) long_name += "中";
  seeds.write("enrol", "long_name", std::string(1, '\3') + R"({"secret":"AQI=","name":")" + long_name + "\"}");
  seeds.write("http", "health", "GET\n/v1/health?a=1&b=%E4%B8%AD+x\n\n");
  seeds.write("http", "enrol", "POST\n/v1/enrol\n\n" + json);
  seeds.write("http", "sync", "POST\n/v1/sync\nsecret\nMSQ1" + std::string(80, '\0'));
  seeds.write("http", "error",
              "POST\n/v1/enrol\n\n"
              R"({"error":{"id":"hub.code_used","args":["a",1]}})");
  write_all(seeds, "identity", "typed",
            {"11010519491231002X", "440524188001010014", "130503670401001", "1101051949123100 2x", "3.30106E+17",
             "330106", "330106001", "330100000000", "2016-02-29", "13800138000", "(0571) 8888-0000", "阿卜杜拉"});
}

void write_tables(const SeedFolder& seeds) {
  const std::string units =
      "id,code,name,level,parent,from,to\n1,330100000000,杭州市,1,,,\n2,330106000000,西湖区,2,1,,\n"
      "3,330106001000,北山街道,3,2,,2021-04-09\n4,330106002000,西溪街道,3,2,2021-04-09,\n5,330106001001,宝石社区,4,3,,"
      "\n";
  seeds.write("divisions", "table", units + "\n---\nfrom,to,day,whole\n3,4,2021-04-09,1\n");
  for (const auto name : built_in_book_names()) {
    const std::string text(built_in_book(name).value());
    if (text.find("\nextends:") == std::string::npos && !text.starts_with("extends:")) {
      seeds.write("target_book", std::string(name), text);
    }
  }
}

}  // namespace

void write_text_seeds(const SeedFolder& seeds) {
  write_forms(seeds);
  write_values(seeds);
  write_files(seeds);
  write_tokens(seeds);
  write_codes(seeds);
  write_tables(seeds);
}

}  // namespace minsync::fuzz
