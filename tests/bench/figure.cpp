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
  const double above = better_ == Better::lower ? baseline : ours;
  const double below = better_ == Better::lower ? ours : baseline;
  ratios_.push_back(below > 0 ? above / below : 0);
}

void Series::add(double ours) { ours_.push_back(ours); }

double Series::ours() const { return median(ours_); }
double Series::baseline() const { return median(baselines_); }
double Series::ratio() const { return median(ratios_); }

namespace {

std::string line_of(const Series& series) {
  char line[160];
  const std::string label = series.label() + ", " + series.unit();
  const int whole =
      std::snprintf(line, sizeof line, "  %-36s %12.1f", label.c_str(), series.ours());
  if (series.compared())
    std::snprintf(line + whole, sizeof line - static_cast<std::size_t>(whole), " %12.1f %8.3f",
                  series.baseline(), series.ratio());
  return std::string(line) + "\n";
}

// The first series has the plain names, each other one its key in front of them.
void write_series(JsonWriter& json, const Series& series, const std::string& value_name,
                  const std::string& prefix) {
  json.member(value_name, series.ours()).member(prefix + "unit", series.unit());
  if (!series.compared()) return;
  json.member(prefix + "baseline", series.baseline()).member(prefix + "ratio", series.ratio());
}

} // namespace

std::string table_of(const Figure& figure) {
  std::string out = "\n" + figure.name + ": " + figure.title + "\n";
  if (!figure.failure.empty()) return out + "  FAILED: " + figure.failure + "\n";
  char line[160];
  std::snprintf(line, sizeof line, "  %-36s %12s %12s %8s\n", "", "vault", "baseline", "ratio");
  out += line;
  for (const auto& series : figure.series) out += line_of(series);
  return out;
}

std::string json_of(const std::vector<Figure>& figures) {
  JsonWriter json;
  json.begin_object();
  for (const auto& figure : figures) {
    json.key(figure.name).begin_object();
    if (!figure.failure.empty()) json.member("failure", figure.failure);
    for (std::size_t i = 0; i < figure.series.size(); ++i) {
      const auto& series = figure.series[i];
      if (i == 0)
        write_series(json, series, "value", "");
      else
        write_series(json, series, series.key(), series.key() + "_");
    }
    json.end_object();
  }
  json.end_object();
  return std::string(json.text()) + "\n";
}

} // namespace lv::bench
