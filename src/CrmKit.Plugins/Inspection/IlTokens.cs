using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;

namespace CrmKit.Plugins.Inspection;

/// <summary>Walks the instructions of a method and gives those that name something or load a whole number.</summary>
internal static class IlTokens
{
    private const byte TwoBytes = 0xFE;
    private static readonly OpCode?[] Short = new OpCode?[256];
    private static readonly OpCode?[] Long = new OpCode?[256];

    static IlTokens()
    {
        foreach (var field in typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static))
            if (field.GetValue(null) is OpCode code) (code.Size == 1 ? Short : Long)[code.Value & 0xFF] = code;
    }

    /// <exception cref="BadImageFormatException">An instruction is unknown or cut off.</exception>
    public static IEnumerable<(ILOpCode Code, int Operand)> Of(BlobReader il)
    {
        while (il.RemainingBytes > 0)
        {
            var first = il.ReadByte();
            var code = (first == TwoBytes ? Long[il.ReadByte()] : Short[first]) ?? throw new BadImageFormatException("an instruction is unknown");
            switch (code.OperandType)
            {
                case OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok or OperandType.InlineI:
                    yield return ((ILOpCode)(ushort)code.Value, il.ReadInt32());
                    break;
                case OperandType.InlineSwitch:
                    var count = il.ReadInt32();
                    if (count < 0 || count > il.RemainingBytes / 4) throw new BadImageFormatException("an instruction is cut off");
                    il.Offset += 4 * count;
                    break;
                case OperandType.InlineNone:
                    if (code.Value >= OpCodes.Ldc_I4_M1.Value && code.Value <= OpCodes.Ldc_I4_8.Value) yield return (ILOpCode.Ldc_i4, code.Value - OpCodes.Ldc_I4_0.Value);
                    break;
                case OperandType.ShortInlineI:
                    var small = il.ReadSByte();
                    if (code.Value == OpCodes.Ldc_I4_S.Value) yield return (ILOpCode.Ldc_i4, small);
                    break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineVar: il.Offset += 1; break;
                case OperandType.InlineVar: il.Offset += 2; break;
                case OperandType.InlineI8 or OperandType.InlineR: il.Offset += 8; break;
                default: il.Offset += 4; break;
            }
        }
    }
}
