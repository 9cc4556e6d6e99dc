"""NVIDIA's own Python bindings for NVML over SimGPU: they see memory to the byte, processes, XIDs and a loss.

  pynvml_test.py FOLDER-OF-LIBNVIDIA-ML CARD-TOOL FOLDER-OF-PYNVML
"""
import os
import subprocess
import sys
import tempfile
import unittest

LIBRARY, TOOL, BINDINGS = (os.path.abspath(word) for word in sys.argv[1:4])
CAPACITY = 12_000_000

if LIBRARY not in os.environ.get("LD_LIBRARY_PATH", ""):  # the loader reads it at the start only
    os.environ["LD_LIBRARY_PATH"] = LIBRARY
    os.execv(sys.executable, [sys.executable, *sys.argv])

sys.path.insert(0, BINDINGS)
import pynvml as nvml  # noqa: E402  found by the line above


class Holder:
    """A process on a card."""

    def __init__(self, path):
        self.process = subprocess.Popen([TOOL, path, str(CAPACITY)], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        self.said()

    def said(self):
        return self.process.stdout.readline().strip()

    def tell(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def do(self, line):
        self.tell(line)
        return self.said()

    def end(self):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


class Pynvml(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        first = os.path.join(self.folder.name, "card")
        os.environ["ORDEAL_CARD"] = first
        self.holder, self.other = Holder(first), Holder(first + "-1")
        nvml.nvmlInit()
        self.card = nvml.nvmlDeviceGetHandleByIndex(0)

    def tearDown(self):
        nvml.nvmlShutdown()
        self.holder.end()
        self.other.end()
        self.folder.cleanup()

    def loses(self, call, *arguments):
        with self.assertRaises(nvml.NVMLError_GpuIsLost):
            call(*arguments)

    # One test: the library opens its cards once in a process, as the real one does.
    def test_sees_what_happens_to_a_card(self):
        self.finds_the_cards()
        self.sees_memory_and_processes()
        self.sees_what_the_card_does()
        self.hears_events()
        self.sees_the_loss_and_the_return()

    def finds_the_cards(self):
        self.assertEqual(nvml.nvmlDeviceGetCount(), 2)
        self.assertEqual(nvml.nvmlDeviceGetName(self.card), "SimGPU")
        other = nvml.nvmlDeviceGetHandleByIndex(1)
        uuid = nvml.nvmlDeviceGetUUID(other)
        self.assertTrue(uuid.startswith("GPU-"), uuid)
        self.assertNotEqual(uuid, nvml.nvmlDeviceGetUUID(self.card))
        self.assertEqual(nvml.nvmlDeviceGetIndex(nvml.nvmlDeviceGetHandleByUUID(uuid)), 1)
        bus = nvml.nvmlDeviceGetPciInfo(other).busId
        self.assertEqual(nvml.nvmlDeviceGetIndex(nvml.nvmlDeviceGetHandleByPciBusId(bus)), 1)
        self.assertTrue(nvml.nvmlSystemGetDriverVersion())
        with self.assertRaises(nvml.NVMLError_InvalidArgument):
            nvml.nvmlDeviceGetHandleByIndex(2)
        with self.assertRaises(nvml.NVMLError_FunctionNotFound):
            nvml.nvmlDeviceGetFanSpeed(self.card)

    def sees_memory_and_processes(self):
        self.assertEqual(nvml.nvmlDeviceGetComputeRunningProcesses(self.card), [])
        self.assertEqual(self.holder.do("take 1234567"), "ok")
        memory = nvml.nvmlDeviceGetMemoryInfo(self.card)
        self.assertEqual((memory.total, memory.used, memory.free), (CAPACITY, 1234567, CAPACITY - 1234567))
        self.assertEqual(nvml.nvmlDeviceGetMemoryInfo(self.card, nvml.nvmlMemory_v2).used, 1234567)
        seen = [(each.pid, each.usedGpuMemory)
                for each in nvml.nvmlDeviceGetComputeRunningProcesses(self.card)]
        self.assertEqual(seen, [(self.holder.process.pid, 1234567)])

    def sees_what_the_card_does(self):
        self.assertEqual(nvml.nvmlDeviceGetUtilizationRates(self.card).gpu, 0)
        idle = nvml.nvmlDeviceGetPowerUsage(self.card)
        self.holder.do("compute")
        self.holder.do("temperature 91")
        self.assertEqual(nvml.nvmlDeviceGetUtilizationRates(self.card).gpu, 100)
        self.assertEqual(nvml.nvmlDeviceGetTemperature(self.card, nvml.NVML_TEMPERATURE_GPU), 91)
        self.assertGreater(nvml.nvmlDeviceGetPowerUsage(self.card), idle)
        self.assertEqual(nvml.nvmlDeviceGetClockInfo(self.card, nvml.NVML_CLOCK_SM),
                         nvml.nvmlDeviceGetMaxClockInfo(self.card, nvml.NVML_CLOCK_SM))
        self.assertEqual(nvml.nvmlDeviceGetEccMode(self.card), [1, 1])

    def errors(self, counter):
        return nvml.nvmlDeviceGetTotalEccErrors(self.card, nvml.NVML_MEMORY_ERROR_TYPE_UNCORRECTED, counter)

    def next_event(self):
        event = nvml.nvmlEventSetWait(self.events, 10_000)
        return event.eventType, event.eventData

    def expect_silence(self):
        with self.assertRaises(nvml.NVMLError_Timeout):
            nvml.nvmlEventSetWait(self.events, 0)

    def hears_events(self):
        self.events = nvml.nvmlEventSetCreate()
        nvml.nvmlDeviceRegisterEvents(self.card, nvml.nvmlDeviceGetSupportedEventTypes(self.card),
                                      self.events)
        self.expect_silence()
        for xid in (13, 31, 43, 63, 94):
            self.holder.tell(f"xid {xid}")
            self.assertEqual(self.next_event(), (nvml.nvmlEventTypeXidCriticalError, xid))
            self.expect_silence()
            self.assertEqual(self.holder.said(), "ok")
        self.holder.tell("uncorrected 3")
        self.assertEqual(self.next_event(), (nvml.nvmlEventTypeDoubleBitEccError, 3))
        self.expect_silence()
        self.holder.said()
        self.assertEqual(self.errors(nvml.NVML_VOLATILE_ECC), 3)
        self.holder.tell("xid 48")
        self.assertEqual(self.next_event(), (nvml.nvmlEventTypeXidCriticalError, 48))
        self.assertEqual(self.next_event(),
                         (nvml.nvmlEventTypeGpuRecoveryAction, nvml.NVML_GPU_RECOVERY_ACTION_GPU_RESET))
        self.expect_silence()
        self.holder.said()
        self.assertIn("1234567 bytes are taken", self.holder.do("reset"))
        self.other.do("xid 31")  # of a card that is not registered
        self.expect_silence()

    def sees_the_loss_and_the_return(self):
        self.holder.tell("xid 79")
        self.assertEqual(self.next_event(), (nvml.nvmlEventTypeXidCriticalError, 79))
        self.next_event()  # what it needs now
        self.loses(nvml.nvmlEventSetWait, self.events, 0)
        self.holder.said()
        self.loses(nvml.nvmlDeviceGetMemoryInfo, self.card)
        self.loses(nvml.nvmlDeviceGetTemperature, self.card, nvml.NVML_TEMPERATURE_GPU)
        self.loses(nvml.nvmlDeviceGetHandleByIndex, 0)
        self.assertEqual(nvml.nvmlDeviceGetCount(), 2)
        self.assertEqual(nvml.nvmlDeviceGetMemoryInfo(nvml.nvmlDeviceGetHandleByIndex(1)).used, 0)
        path = os.environ["ORDEAL_CARD"]
        self.holder.end()
        self.holder = Holder(path)  # it holds nothing
        self.holder.tell("reset")
        self.assertEqual(self.next_event(),
                         (nvml.nvmlEventTypeGpuRecoveryAction, nvml.NVML_GPU_RECOVERY_ACTION_NONE))
        self.expect_silence()
        self.assertEqual(self.holder.said(), "ok")
        self.assertEqual((self.errors(nvml.NVML_VOLATILE_ECC), self.errors(nvml.NVML_AGGREGATE_ECC)), (0, 3))
        nvml.nvmlEventSetFree(self.events)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
