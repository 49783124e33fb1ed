// Figure: what one benchmark found, ours against a baseline measured in alternation with it.
#pragma once

#include <string>
#include <vector>

namespace lv::bench {

// Which side a ratio above 1 praises. Neither: it is ours over the baseline, a growth.
enum class Better { higher, lower, neither };

// One quantity, measured in rounds; each round measures both sides, one right after the other.
class Series {
public:
  Series(std::string key, std::string label, std::string unit, Better better)
      : key_(std::move(key)), label_(std::move(label)), unit_(std::move(unit)), better_(better) {}

  void add(double ours, double baseline);
  void add(double ours); // of a quantity that nothing is compared with

  const std::string& key() const { return key_; }
  const std::string& label() const { return label_; }
  const std::string& unit() const { return unit_; }
  bool compared() const { return !ratios_.empty(); }
  double ours() const;     // median of the rounds
  double baseline() const; // median of the rounds
  double ratio() const;    // median of the rounds' own ratios; above 1: ours is better

private:
  std::string key_;
  std::string label_;
  std::string unit_;
  Better better_;
  std::vector<double> ours_;
  std::vector<double> baselines_;
  std::vector<double> ratios_;
};

struct Figure {
  std::string name;
  std::string title;
  std::vector<Series> series; // the first is what the figure is about
  std::string failure;        // why there is none
};

double median(std::vector<double> values);
std::string table_of(const Figure& figure);
std::string json_of(const std::vector<Figure>& figures);

} // namespace lv::bench
