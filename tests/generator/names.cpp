#include "tests/generator/names.h"

#include <string_view>

namespace minsync {
namespace {

constexpr std::size_t kCharacter = 3;  // bytes of a Chinese character in UTF-8

// Characters of about the same frequency stand together: a weight in ten-thousandths for each character of a group.
struct SurnameGroup {
  int weight;
  std::string_view characters;
};
constexpr SurnameGroup kSurnames[] = {
    {700, "王李张"},
    {530, "刘陈"},
    {310, "杨徐"},
    {220, "赵黄周吴朱沈"},
    {130, "孙胡高林何郭马俞金叶"},
    {80, "罗梁宋郑谢韩唐冯于董方章"},
    {55, "萧程曹袁邓许傅曾彭吕苏卢蒋蔡楼应"},
    {45, "贾丁魏薛余潘杜戴夏钟汪田任姜"},
    {35, "范石姚谭廖邹熊陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段"},
    {20, "钱汤尹黎易常武乔贺赖龚文洪施翁诸盛骆柴裘来"},
};

constexpr std::string_view kMale =
    "伟强磊军勇杰涛明超辉刚平建国华志文林海波斌峰飞鹏浩宇龙云山根水法荣富贵祥德良金生土木火春庆永兴福发顺元正东"
    "新立成忠孝仁义和安康宁松柏江河洪泉炳坤乾";
constexpr std::string_view kFemale =
    "芳娜敏静丽艳娟霞秀英玉兰凤珍梅琴素云莲真环雪荣爱妹红春菊美芬香月莺媛婷玲珠翠花仙彩巧慧洁倩雅琳佳欣怡晓燕萍"
    "桂金银水阿小文华";

std::string_view pick(Dice& dice, std::string_view characters) {
  const auto n = dice.below(static_cast<int>(characters.size() / kCharacter));
  return characters.substr(static_cast<std::size_t>(n) * kCharacter, kCharacter);
}

int weight_of(const SurnameGroup& group) {
  return group.weight * static_cast<int>(group.characters.size() / kCharacter);
}

}  // namespace

std::string any_surname(Dice& dice) {
  static const int total = [] {
    int sum = 0;
    for (const auto& group : kSurnames) sum += weight_of(group);
    return sum;
  }();
  int n = dice.below(total);
  for (const auto& group : kSurnames) {
    if (n < weight_of(group)) {
      const auto which = static_cast<std::size_t>(n / group.weight);
      return std::string(group.characters.substr(which * kCharacter, kCharacter));
    }
    n -= weight_of(group);
  }
  return "王";
}

std::string any_given_name(Dice& dice, bool male) {
  const auto characters = male ? kMale : kFemale;
  std::string name(pick(dice, characters));
  if (dice.percent(72)) name += pick(dice, characters);
  return name;
}

}  // namespace minsync
