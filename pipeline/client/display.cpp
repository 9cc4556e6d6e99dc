#include "pipeline/client/display.hpp"

#include <boost/json.hpp>
#include <cstdio>

#include "pipeline/protocol/stage.hpp"

namespace slots {
namespace {

std::string seconds(double ms) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f s", ms / 1000);
  return text;
}

std::string text_of(const boost::json::object& fields, const char* key) {
  const auto* value = fields.if_contains(key);
  return value && value->is_string() ? value->as_string().c_str() : "";
}

double number_of(const boost::json::object& fields, const char* key) {
  const auto* value = fields.if_contains(key);
  return value && value->is_number() ? value->to_number<double>() : 0;
}

}  // namespace

void JsonDisplay::line(const char* key, const boost::json::value& value) {
  out_ << boost::json::serialize(boost::json::object{{key, value}}) << std::endl;
}

void JsonDisplay::accepted(const Accepted& accepted) {
  line("accepted", boost::json::value_from(accepted));
}
void JsonDisplay::event(const SlotEvent& event) {
  line("event", boost::json::value_from(event));
}
void JsonDisplay::trouble(const std::string& what) {
  line("trouble", boost::json::value(boost::json::string(what)));
}
void JsonDisplay::done(const boost::json::object& slot_json) {
  line("done", slot_json);
}
void JsonDisplay::failed(const Error& error) {
  out_ << boost::json::serialize(error.to_json()) << std::endl;
}

void TextDisplay::settle_line() {
  if (drawn_) out_ << "\r\033[K";
  drawn_ = false;
}

void TextDisplay::redraw(std::int64_t at_ms) {
  if (!live_) return;
  out_ << "\r\033[K" << seconds(static_cast<double>(at_ms));
  for (const Stage stage : kStages) {
    out_ << "  " << name(stage) << " " << (stages_[stage].empty() ? "–" : stages_[stage]);
  }
  out_.flush();
  drawn_ = true;
}

void TextDisplay::accepted(const Accepted& accepted) {
  out_ << "slot " << accepted.slot << " accepted, deadline "
       << seconds(static_cast<double>(accepted.deadline_ms));
  if (accepted.position > 0) out_ << ", " << accepted.position << " before it";
  out_ << std::endl;
}

void TextDisplay::progress(const SlotEvent& event) {
  const auto stage = stage_named(text_of(event.fields, "stage"));
  if (!stage) return;
  stages_[*stage] = std::to_string(static_cast<int>(number_of(event.fields, "done"))) + "/" +
                    std::to_string(static_cast<int>(number_of(event.fields, "total")));
}

void TextDisplay::checkpoint(const SlotEvent& event) {
  const std::string checkpoint = text_of(event.fields, "name");
  const auto stage = stage_named(checkpoint.substr(0, checkpoint.find('_')));
  if (!stage) return;
  stages_[*stage] = "✔ " + seconds(number_of(event.fields, "took_ms"));
  if (!live_)
    out_ << name(*stage) << " complete after " << seconds(static_cast<double>(event.at_ms)) << std::endl;
}

void TextDisplay::event(const SlotEvent& event) {
  if (event.type == "progress") {
    progress(event);
  } else if (event.type == "checkpoint") {
    checkpoint(event);
  } else if (event.type == "dispatched" || event.type == "worker_lost" || event.type == "model_corrupted" ||
             event.type == "model_missing" || event.type == "stage_failed") {
    settle_line();
    out_ << seconds(static_cast<double>(event.at_ms)) << "  " << event.type;
    for (const char* field : {"worker", "stage"}) {
      if (const std::string value = text_of(event.fields, field); !value.empty()) out_ << " " << value;
    }
    out_ << std::endl;
  }
  redraw(event.at_ms);
}

void TextDisplay::trouble(const std::string& what) {
  settle_line();
  out_ << what << "; trying again" << std::endl;
}

void TextDisplay::done(const boost::json::object& slot_json) {
  settle_line();
  out_ << "done in " << seconds(number_of(slot_json, "generation_time_ms"));
  if (!folder_.empty()) out_ << ", files in " << folder_;
  out_ << std::endl;
}

void TextDisplay::failed(const Error& error) {
  settle_line();
  out_ << error.code.text << ": " << error.message << "\n" << error.kind().suggested_action << std::endl;
}

}  // namespace slots
