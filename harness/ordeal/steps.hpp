// Everything that a file of step definitions needs; installed, it is <ordeal/steps.hpp>.
//
//   GIVEN, WHEN, THEN, STEP, BEFORE…, AFTER…, PARAMETER_TYPE    definitions/define.hpp
//   DataTable, DocString                                        definitions/step_argument.hpp
//   structs made of tables and JSON                             definitions/structured.hpp
//   Context: objects of one scenario                            definitions/context.hpp
//   CurrentScenario, CurrentStep, CurrentFeature, CurrentRule   definitions/current.hpp
//   Attachments                                                 definitions/attachments.hpp
//   skip(), pending()                                           definitions/step_result.hpp
//   Bytes, Percent, Ordinal, Signal, ExitCode                   expressions/quantities.hpp
//   ASSERT_EQ, EXPECT_TRUE, EXPECT_THAT, EXPECT_CALL, …         GoogleTest and GoogleMock
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/definitions/attachments.hpp"
#include "harness/definitions/context.hpp"
#include "harness/definitions/current.hpp"
#include "harness/definitions/define.hpp"
#include "harness/definitions/step_argument.hpp"
#include "harness/definitions/step_result.hpp"
#include "harness/definitions/structured.hpp"
#include "harness/expressions/quantities.hpp"
