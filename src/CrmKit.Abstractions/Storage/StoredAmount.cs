namespace CrmKit.Storage;

/// <summary>Amounts in sums: as stores keep them, in whole ten-thousandths, so that databases add them exactly. Real in memory, translated by stores.</summary>
internal static class StoredAmount
{
    /// <summary>How many of them are one.</summary>
    public const decimal Scale = 10_000;

    public static long? Scaled(decimal? amount) => amount is { } value ? decimal.ToInt64(decimal.Round(value * Scale)) : null;

    /// <summary>Not for queries: back from a sum.</summary>
    public static decimal Unscaled(long scaled) => scaled / Scale;
}
