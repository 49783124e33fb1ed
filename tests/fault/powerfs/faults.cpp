#include "faults.hpp"

#include <fnmatch.h>

namespace powerfs {

int Faults::take(Call call, const std::string& path) {
  for (Fault& fault : faults_) {
    if (fault.call != call || fault.count == 0) continue;
    if (!fault.glob.empty() && ::fnmatch(fault.glob.c_str(), path.c_str(), 0) != 0) continue;
    if (fault.count != Fault::always) --fault.count;
    return fault.error;
  }
  return 0;
}

} // namespace powerfs
