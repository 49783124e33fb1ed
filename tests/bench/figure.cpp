#include "figure.hpp"

#include "leadvault/base/json.hpp"

#include <algorithm>
#include <cstdio>

namespace lv::bench {

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const auto middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

void Series::add(double ours, double baseline) {
  ours_.push_back(ours);
  baselines_.push_back(baseline);
  const double above = better_ == Better::higher ? ours : baseline;
  const double below = better_ == Better::higher ? baseline : ours;
  ratios_.push_back(below > 0 ? above / below : 0);
}

double Series::ours() const { return median(ours_); }
double Series::baseline() const { return median(baselines_); }
double Series::ratio() const { return median(ratios_); }

std::string table_of(const Figure& figure) {
  std::string out = "\n" + figure.name + ": " + figure.title + "\n";
  char line[160];
  std::snprintf(line, sizeof line, "  %-28s %12s %12s %8s\n", "", "vault", "baseline", "ratio");
  out += line;
  for (const auto& series : figure.series) {
    const std::string label = series.label() + ", " + series.unit();
    std::snprintf(line, sizeof line, "  %-28s %12.1f %12.1f %8.3f\n", label.c_str(), series.ours(),
                  series.baseline(), series.ratio());
    out += line;
  }
  return out;
}

std::string json_of(const std::vector<Figure>& figures) {
  JsonWriter json;
  json.begin_object();
  for (const auto& figure : figures) {
    const auto& first = figure.series.front();
    json.key(figure.name).begin_object();
    json.member("value", first.ours()).member("unit", first.unit());
    json.member("baseline", first.baseline()).member("ratio", first.ratio());
    for (std::size_t i = 1; i < figure.series.size(); ++i) {
      const auto& series = figure.series[i];
      json.member(series.key(), series.ours());
      json.member(series.key() + "_baseline", series.baseline());
      json.member(series.key() + "_ratio", series.ratio());
    }
    json.end_object();
  }
  json.end_object();
  return std::string(json.text()) + "\n";
}

} // namespace lv::bench
