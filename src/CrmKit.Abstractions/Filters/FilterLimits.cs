namespace CrmKit.Filters;

/// <summary>What one filter may cost.</summary>
internal static class FilterLimits
{
    public const int Characters = 4_000;
    public const int Depth = 20;
    public const int Terms = 50;
    public const int Values = 500;
    public const int References = 3;
}
