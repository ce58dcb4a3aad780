#include "shared/forms/expression_parser.h"

#include <algorithm>
#include <optional>

#include "shared/forms/characters.h"
#include "shared/forms/decimal.h"
#include "shared/forms/nearest.h"

namespace minsync {
namespace {

using Node = Expression::Node;

struct Symbol {
  std::string_view text;
  Operator meaning;
};

// Longer ones first: <= is not < and =.
constexpr Symbol kComparisons[] = {{"==", Operator::equal},    {"!=", Operator::unequal}, {"<=", Operator::at_most},
                                   {">=", Operator::at_least}, {"=", Operator::equal},    {"<", Operator::less},
                                   {">", Operator::more}};
constexpr Symbol kSums[] = {{"+", Operator::add}, {"-", Operator::subtract}};
constexpr Symbol kProducts[] = {{"*", Operator::multiply}, {"div", Operator::divide}, {"mod", Operator::modulo}};
constexpr std::string_view kWords[] = {"and", "or", "div", "mod", "not"};

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_word(char c) {
  return is_letter(c) || is_digit(c);
}
bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

class Parser {
 public:
  Parser(std::string_view text, std::vector<std::string>& names) : text_(text), names_(names) {}

  Result<Node> parse() {
    MINSYNC_ASSIGN(Node root, any_of());
    if (!done()) return unexpected();
    return root;
  }

 private:
  void skip_blanks() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
  }
  bool done() {
    skip_blanks();
    return at_ >= text_.size();
  }
  std::string_view rest() {
    skip_blanks();
    return text_.substr(at_);
  }
  // A word counts only when it is not the beginning of a longer one.
  bool accept(std::string_view token) {
    const auto left = rest();
    if (!left.starts_with(token)) return false;
    const bool longer = is_letter(token.back()) && left.size() > token.size() && is_word(left[token.size()]);
    if (longer) return false;
    at_ += token.size();
    return true;
  }
  template <typename Symbols>
  std::optional<Operator> accept_one_of(const Symbols& symbols) {
    for (const auto& symbol : symbols) {
      if (accept(symbol.text)) return symbol.meaning;
    }
    return std::nullopt;
  }
  tl::unexpected<Fault> unexpected() {
    const auto left = rest();
    if (left.empty()) return fail(FaultKind::bad_input, "forms.expression_ends_early", {shortened(text_, 200)});
    const auto position = std::to_string(character_count(text_.substr(0, at_)) + 1);
    return fail(FaultKind::bad_input, "forms.expression_syntax",
                {shortened(text_, 200), position, shortened(left, 20)});
  }

  Result<Node> any_of() {
    if (++depth_ > kMaxExpressionDepth) {
      return fail(FaultKind::bad_input, "forms.expression_too_deep", {std::to_string(kMaxExpressionDepth)});
    }
    auto out = joined("or", Node::Kind::any_of, &Parser::all_of);
    --depth_;
    return out;
  }
  Result<Node> all_of() { return joined("and", Node::Kind::all_of, &Parser::comparison); }

  Result<Node> joined(std::string_view word, Node::Kind kind, Result<Node> (Parser::*part)()) {
    MINSYNC_ASSIGN(Node first, (this->*part)());
    if (!accept(word)) return first;
    Node out;
    out.kind = kind;
    out.children.push_back(std::move(first));
    do {
      MINSYNC_ASSIGN(Node next, (this->*part)());
      out.children.push_back(std::move(next));
    } while (accept(word));
    return out;
  }

  Result<Node> comparison() {
    MINSYNC_ASSIGN(Node left, sum());
    const auto sign = accept_one_of(kComparisons);
    if (!sign) return left;
    MINSYNC_ASSIGN(Node right, sum());
    if (accept_one_of(kComparisons)) {
      return fail(FaultKind::bad_input, "forms.expression_chain", {shortened(text_, 200)});
    }
    Node out;
    out.kind = Node::Kind::comparison;
    out.children.push_back(std::move(left));
    out.children.push_back(std::move(right));
    out.operators = {*sign};
    return out;
  }

  Result<Node> sum() { return chain(kSums, &Parser::product); }
  Result<Node> product() { return chain(kProducts, &Parser::signed_value); }

  template <typename Symbols>
  Result<Node> chain(const Symbols& symbols, Result<Node> (Parser::*part)()) {
    MINSYNC_ASSIGN(Node first, (this->*part)());
    auto sign = accept_one_of(symbols);
    if (!sign) return first;
    Node out;
    out.kind = Node::Kind::arithmetic;
    out.children.push_back(std::move(first));
    for (; sign; sign = accept_one_of(symbols)) {
      MINSYNC_ASSIGN(Node next, (this->*part)());
      out.children.push_back(std::move(next));
      out.operators.push_back(*sign);
    }
    return out;
  }

  Result<Node> signed_value() {
    bool negative = false;
    while (accept("-")) negative = !negative;
    MINSYNC_ASSIGN(Node inner, value());
    if (!negative) return inner;
    Node out;
    out.kind = Node::Kind::minus;
    out.children.push_back(std::move(inner));
    return out;
  }

  Result<Node> value() {
    if (accept("(")) {
      MINSYNC_ASSIGN(Node inner, any_of());
      if (!accept(")")) return unexpected();
      return inner;
    }
    const auto left = rest();
    if (left.empty()) return unexpected();
    if (left.starts_with("${")) return braced_name();
    if (left[0] == '\'' || left[0] == '"') return quoted();
    if (is_digit(left[0]) || (left[0] == '.' && left.size() > 1 && is_digit(left[1]))) return number();
    if (accept(".")) return name_node(".");
    if (is_letter(left[0])) return word();
    return unexpected();
  }

  Result<Node> braced_name() {
    const auto left = rest();
    const auto end = left.find('}');
    const auto name = trim_blanks(left.substr(2, end == std::string_view::npos ? 0 : end - 2));
    const bool plain = !name.empty() && is_letter(name[0]) && std::all_of(name.begin(), name.end(), is_word);
    if (!plain) return unexpected();
    at_ += end + 1;
    return name_node(std::string(name));
  }

  Node name_node(std::string name) {
    if (std::find(names_.begin(), names_.end(), name) == names_.end()) names_.push_back(name);
    Node out;
    out.kind = Node::Kind::name;
    out.name = std::move(name);
    return out;
  }

  Result<Node> quoted() {
    const char quote = text_[at_];
    const auto end = text_.find(quote, at_ + 1);
    if (end == std::string_view::npos) {
      return fail(FaultKind::bad_input, "forms.expression_open_quote", {shortened(text_.substr(at_), 40)});
    }
    Node out;
    out.literal.kind = ExpressionValue::Kind::text;
    out.literal.text = text_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    return out;
  }

  Result<Node> number() {
    const auto start = at_;
    while (at_ < text_.size() && (is_digit(text_[at_]) || text_[at_] == '.')) ++at_;
    const std::string digits(text_.substr(start, at_ - start));
    const auto value = parse_decimal(digits[0] == '.' ? "0" + digits : digits);
    if (!value) return fail(FaultKind::bad_input, "forms.expression_number", {shortened(digits)});
    Node out;
    out.literal.kind = ExpressionValue::Kind::number;
    out.literal.units = value->units;
    out.literal.scale = value->scale;
    return out;
  }

  // A function's name may hold a hyphen, which elsewhere is a minus.
  Result<Node> word() {
    const auto left = rest();
    for (const auto& rule : expression_functions()) {
      const auto behind = left.substr(std::min(rule.name.size(), left.size()));
      if (left.starts_with(rule.name) && trim_blanks(behind).starts_with("(")) return call(rule);
    }
    const auto length = static_cast<std::size_t>(std::find_if_not(left.begin(), left.end(), is_word) - left.begin());
    const std::string name(left.substr(0, length));
    if (std::find(std::begin(kWords), std::end(kWords), name) != std::end(kWords)) return unexpected();
    if (trim_blanks(left.substr(length)).starts_with("(")) return unknown_function(name);
    at_ += length;
    return name_node(name);
  }

  tl::unexpected<Fault> unknown_function(const std::string& name) const {
    std::vector<std::string> known;
    for (const auto& rule : expression_functions()) known.emplace_back(rule.name);
    return fail(FaultKind::bad_input, "forms.expression_function", {shortened(name), nearest_names(name, known)});
  }

  Result<Node> call(const FunctionRule& rule) {
    at_ += rule.name.size();
    if (!accept("(")) return unexpected();
    Node out;
    out.kind = Node::Kind::call;
    out.function = rule.function;
    if (!accept(")")) {
      do {
        MINSYNC_ASSIGN(Node argument, any_of());
        out.children.push_back(std::move(argument));
      } while (accept(","));
      if (!accept(")")) return unexpected();
    }
    MINSYNC_TRY(check_arguments(rule, out));
    return out;
  }

  Status check_arguments(const FunctionRule& rule, Node& node) const {
    const auto count = node.children.size();
    if (count < rule.least || count > rule.most) {
      const auto most = rule.most > 100 ? std::string("…") : std::to_string(rule.most);
      return fail(FaultKind::bad_input, "forms.expression_arguments",
                  {std::string(rule.name), std::to_string(rule.least), most, std::to_string(count)});
    }
    if (rule.function != Function::regex) return {};
    const Node& pattern = node.children[1];
    const bool fixed = pattern.kind == Node::Kind::literal && pattern.literal.kind == ExpressionValue::Kind::text;
    if (!fixed) return fail(FaultKind::bad_input, "forms.expression_pattern_fixed");
    MINSYNC_ASSIGN(Pattern compiled, Pattern::compile(pattern.literal.text));
    node.pattern = std::make_shared<const Pattern>(std::move(compiled));
    return {};
  }

  std::string_view text_;
  std::vector<std::string>& names_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace

const std::vector<FunctionRule>& expression_functions() {
  constexpr std::size_t kAny = 1000;
  static const std::vector<FunctionRule> rules = {
      {"not", Function::negation, 1, 1},
      {"selected", Function::selected, 2, 2},
      {"count-selected", Function::count_selected, 1, 1},
      {"string-length", Function::string_length, 1, 1},
      {"regex", Function::regex, 2, 2},
      {"if", Function::condition, 3, 3},
      {"coalesce", Function::coalesce, 1, kAny},
      {"today", Function::today, 0, 0},
      {"date", Function::date, 1, 1},
      {"number", Function::number, 1, 1},
      {"contains", Function::contains, 2, 2},
      {"starts-with", Function::starts_with, 2, 2},
      {"round", Function::round, 1, 2},
      {"int", Function::integer, 1, 1},
      {"min", Function::minimum, 1, kAny},
      {"max", Function::maximum, 1, kAny},
      {"true", Function::always, 0, 0},
      {"false", Function::never, 0, 0},
  };
  return rules;
}

Result<Node> parse_expression(std::string_view text, std::vector<std::string>& names) {
  const bool too_long = text.size() > kMaxExpressionLength * 4 || character_count(text) > kMaxExpressionLength;
  if (too_long) {
    return fail(FaultKind::bad_input, "forms.expression_too_long", {std::to_string(kMaxExpressionLength)});
  }
  return Parser(text, names).parse();
}

}  // namespace minsync
