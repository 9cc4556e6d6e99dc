// Attachments as files of their own beside a page, instead of in it: "2-screenshot.png".
#pragma once

#include <boost/system/result.hpp>
#include <cstddef>
#include <filesystem>
#include <string>

#include "harness/messages/envelope.hpp"

namespace ordeal::reports {

class AttachmentFolder {
 public:
  // `page`: the file of the page, which names the attachments from where it lies; empty: from the working
  // folder.
  AttachmentFolder(std::filesystem::path folder, const std::filesystem::path& page);

  // Writes what has bytes (base64) to a file of its own and gives the attachment with its url in place of
  // them; a text stays as it is. One that cannot be written stays in the page, too.
  messages::Attachment keep(messages::Attachment);

  // The error names the first file that could not be written.
  [[nodiscard]] boost::system::result<void, std::string> finish() const;

 private:
  std::filesystem::path folder_;
  std::string url_;  // of the folder
  std::size_t number_ = 0;
  std::string error_;
};

}  // namespace ordeal::reports
