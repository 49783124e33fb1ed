// ShortList<T>: a vector whose first elements lie in place, for lists that nearly always are short:
// making and copying one allocates nothing. Not thread safe; nothing is wiped. Moving one moves its
// elements, so no pointer into it outlives that.
#pragma once

#include <boost/container/small_vector.hpp>

namespace lv {

template <class T, std::size_t InPlace = 4>
using ShortList = boost::container::small_vector<T, InPlace>;

} // namespace lv
